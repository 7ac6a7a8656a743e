/* Shared by the parts of the kernel: growing arrays, the table of new words, the double array. */
#ifndef POLICYTEXT_KERNEL_H
#define POLICYTEXT_KERNEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define UNICODE_SIZE 0x110000

/* For functions that are to be compiled once for each width of characters, and for memory that
 * will be read soon. */
#if defined(_MSC_VER)
#define ALWAYS_INLINE static __forceinline
#define PREFETCH(address) ((void)0)
#else
#define PREFETCH(address) __builtin_prefetch(address)
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#endif

/* A dictionary is a double array over character codes. The child of a node on code c is node
 * base + c, if that node's check is c: bases are unique, so the code alone tells whose child it
 * is. The root's base is 0, so node c is the first level; code 0 leads nowhere. */
typedef struct {
    uint32_t base;   /* where the children are counted from, 0 without children */
    uint16_t check;  /* the code that leads here, 0 in an empty place */
    uint16_t weight; /* index of the word's weight, 0 where no word ends */
} Node;

typedef struct {
    int32_t *data;
    size_t length, room;
} Ints;

/* Words that are in no dictionary, each once, numbered in the order of their coming. */
typedef struct {
    uint32_t *places; /* hash table: number + 1 of a word, 0 where empty */
    size_t mask;
    Ints letters;     /* the words' characters, one after the other */
    Ints ends;        /* where each word ends in letters */
} NewWords;

/* Make room for more; 0 without memory. */
static inline int grow(Ints *ints, size_t more) {
    if (ints->length + more <= ints->room) return 1;
    size_t room = ints->room + ints->room / 2;
    if (room < ints->length + more) room = ints->length + more;
    int32_t *data = realloc(ints->data, room * sizeof(int32_t));
    if (!data) return 0;
    ints->data = data;
    ints->room = room;
    return 1;
}

ALWAYS_INLINE uint32_t read_at(int kind, const void *data, size_t i) {
    return kind == 1 ? ((const uint8_t *)data)[i]
         : kind == 2 ? ((const uint16_t *)data)[i] : ((const uint32_t *)data)[i];
}

/* Make room in one array of a work space. */
#define RESERVE(work, field, type, count) do { \
        type *reserved_ = realloc((work)->field, (count) * sizeof(type)); \
        if (!reserved_) return 0; \
        (work)->field = reserved_; \
    } while (0)

int new_words_init(NewWords *words);
void new_words_free(NewWords *words);
/* The number of a word, which is added if it is new; -2 without memory. */
int64_t number_of(NewWords *words, const uint32_t *word, size_t length);
/* The number of a word, -1 if it is not there. */
int64_t find_number(const NewWords *words, const uint32_t *word, size_t length);
/* Add a sequence of Python strings; 0 with an exception set. */
int add_strings(NewWords *words, PyObject *strings);
/* Make (symbols, starts, lengths, new words) for Python; takes the memory of the first two. */
PyObject *pack(Ints *symbols, Ints *starts, const int64_t *counts, Py_ssize_t n, const NewWords *words);
/* The list's strings as a tuple that keeps them, NULL with an exception set. */
PyObject *keep_strings(PyObject *list);

PyObject *kernel_cut(PyObject *self, PyObject *args);
PyObject *kernel_cut_chain(PyObject *self, PyObject *args);
PyObject *kernel_build(PyObject *self, PyObject *args);
PyObject *kernel_number_types(PyObject *self, PyObject *args);
PyObject *kernel_count_pairs(PyObject *self, PyObject *args);
PyObject *kernel_name_types(PyObject *self, PyObject *args);

#endif
