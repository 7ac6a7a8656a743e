/* Building the double array of a dictionary. */
#include "kernel.h"

#define CODES 65536
#define SIZES 32

typedef struct {
    Node *nodes;
    uint8_t *base_used;
    size_t size, top;      /* places, and the highest one used */
    size_t search[SIZES];  /* where to look for room for so many children */
} Builder;

static int builder_room(Builder *b, size_t needed) {
    if (needed <= b->size) return 1;
    size_t size = b->size + b->size / 2;
    if (size < needed) size = needed;
    Node *nodes = realloc(b->nodes, size * sizeof(Node));
    if (!nodes) return 0;
    b->nodes = nodes;
    uint8_t *used = realloc(b->base_used, size);
    if (!used) return 0;
    b->base_used = used;
    memset(nodes + b->size, 0, (size - b->size) * sizeof(Node));
    memset(used + b->size, 0, size - b->size);
    b->size = size;
    return 1;
}

typedef struct {
    const uint8_t *letters;  /* codes, two bytes each, the high one first */
    const uint32_t *starts;  /* where each word begins, in codes; one more at the end */
    const uint16_t *weights;
} Words;

static inline uint32_t code_at(const Words *w, size_t word, size_t depth) {
    const uint8_t *p = w->letters + 2 * ((size_t)w->starts[word] + depth);
    return (uint32_t)p[0] << 8 | p[1];
}
static inline size_t length_of(const Words *w, size_t word) { return w->starts[word + 1] - w->starts[word]; }

typedef struct { uint32_t from, to, node, depth; } Range;

/* Find a base at which all of a node's children fall into empty places. The search for each number
 * of children begins where the last one ended: what lies before is nearly full. */
static uint32_t find_base(Builder *b, const uint16_t *codes, size_t n) {
    size_t *search = &b->search[n < SIZES ? n : SIZES - 1];
    size_t tried = 0;
    for (size_t place = *search > codes[0] ? *search : (size_t)codes[0] + 1;; place++) {
        if (!builder_room(b, place + CODES + 1)) return 0;
        size_t base = place - codes[0];
        if (b->nodes[place].check || b->base_used[base]) continue;
        size_t i = 1;
        while (i < n && !b->nodes[base + codes[i]].check) i++;
        if (i == n) {
            if (n == 1 || tried > 16) *search = place;
            return (uint32_t)base;
        }
        tried++;
    }
}

/* build(letters, starts, weights, n_codes) -> nodes
 * Words are sorted by their codes. */
PyObject *kernel_build(PyObject *self, PyObject *args) {
    Py_buffer letters, starts, weights;
    unsigned int n_codes;
    if (!PyArg_ParseTuple(args, "y*y*y*I", &letters, &starts, &weights, &n_codes)) return NULL;
    Words w = {letters.buf, starts.buf, weights.buf};
    size_t n = (size_t)starts.len / 4 - 1;
    Builder b = {0};
    Range *stack = NULL;
    uint16_t *codes = NULL;
    uint32_t *froms = NULL;
    PyObject *result = NULL;
    int ok;
    Py_BEGIN_ALLOW_THREADS
    size_t room = 1 << 16, depth = 0;
    stack = malloc(room * sizeof(Range));
    codes = malloc((CODES + 1) * sizeof(uint16_t));
    froms = malloc((CODES + 2) * sizeof(uint32_t));
    ok = stack && codes && froms && builder_room(&b, 1 << 20);
    for (int i = 0; i < SIZES; i++) b.search[i] = n_codes + 1;
    b.top = n_codes;
    if (ok) stack[depth++] = (Range){0, (uint32_t)n, 0, 0};
    while (ok && depth) {
        Range r = stack[--depth];
        size_t children = 0;
        uint32_t word = r.from;
        while (word < r.to && length_of(&w, word) == r.depth) word++;
        for (; word < r.to; word++) {
            uint32_t code = code_at(&w, word, r.depth);
            if (!children || codes[children - 1] != code) {
                codes[children] = (uint16_t)code;
                froms[children++] = word;
            }
        }
        if (!children) continue;
        froms[children] = r.to;
        /* The root's children stand at their own codes. */
        uint32_t base = r.depth ? find_base(&b, codes, children) : 0;
        if (r.depth && !base) { ok = 0; break; }
        b.nodes[r.node].base = r.depth ? base : b.nodes[r.node].base;
        if (r.depth) b.base_used[base] = 1;
        if (depth + children > room) {
            room = (depth + children) * 2;
            Range *more = realloc(stack, room * sizeof(Range));
            if (!more) { ok = 0; break; }
            stack = more;
        }
        for (size_t i = children; i-- > 0;) {
            uint32_t node = base + codes[i];
            b.nodes[node].check = codes[i];
            if (node > b.top) b.top = node;
            uint32_t from = froms[i];
            if (length_of(&w, from) == (size_t)r.depth + 1) b.nodes[node].weight = w.weights[from];
            stack[depth++] = (Range){from, froms[i + 1], node, r.depth + 1};
        }
    }
    Py_END_ALLOW_THREADS
    /* A walk may look one alphabet beyond the last node. */
    if (ok) ok = builder_room(&b, b.top + n_codes + 2);
    if (ok) result = PyBytes_FromStringAndSize((char *)b.nodes, (Py_ssize_t)((b.top + n_codes + 2) * sizeof(Node)));
    else PyErr_NoMemory();
    free(stack), free(codes), free(froms), free(b.nodes), free(b.base_used);
    PyBuffer_Release(&letters), PyBuffer_Release(&starts), PyBuffer_Release(&weights);
    return result;
}

