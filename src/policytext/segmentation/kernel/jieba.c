/* jieba's tokens, as integers.
 *
 * A code is the rank of a character of jieba's word class (Han, latin letters, digits, + # & . _ %
 * -); 0 is any other character. A token leaves the kernel as a symbol: a node for a dictionary
 * word, a character for a single one, or the number of a new word. kernel_number_types then gives
 * the types dense ids in the order of their first occurrence. No Python string is made for a token.
 */
#include "kernel.h"

#include <math.h>

#define CODES 65536

typedef struct {
    const Node *nodes;
    uint32_t n_nodes;
    const uint16_t *codes;  /* code of each character below 65536 */
    const double *weights;  /* log(frequency) - log(total); [0] is that of an unknown character */
    const double *emit;     /* four values a code: B E M S */
    const double *model;    /* start B E M S, then the moves, see put_by_model() */
} Dictionary;

/* A word of the dictionary: its node and its length. */
typedef struct {
    uint32_t node, length;
} Choice;

/* How many characters ahead of its use a node is asked for. */
#define AHEAD 4

enum { USE_MODEL = 1, FOR_SEARCH = 2, ALL_WORDS = 4 };

typedef struct {
    const Dictionary *dictionary;
    NewWords *words;        /* what the kernel finds beside the dictionary */
    NewWords *force_split;  /* words that the model must not make */
    int hmm, search, all;   /* guess new words; give parts of long ones; give all words */
    Ints symbols, starts;
    /* Work space of one block, `room` characters. */
    size_t room;
    uint32_t *letters;
    uint16_t *codes;
    double *route;
    Choice *choices;        /* the best word that begins at each character */
    uint32_t *run;          /* letters gathered in full mode */
    double *states;
    uint8_t *back;
} Work;

static int reserve(Work *work, size_t room) {
    if (room <= work->room) return 1;
    room += room / 2 + 64;
    RESERVE(work, letters, uint32_t, room);
    RESERVE(work, codes, uint16_t, room + 1);
    RESERVE(work, route, double, room + 1);
    RESERVE(work, choices, Choice, room);
    RESERVE(work, run, uint32_t, room);
    RESERVE(work, states, double, 4 * room);
    RESERVE(work, back, uint8_t, 4 * room);
    work->room = room;
    return 1;
}

/* Make room for tokens; put() does not ask. */
static int reserve_tokens(Work *work, size_t most) {
    return grow(&work->symbols, most) && grow(&work->starts, most);
}

static inline void put(Work *work, int32_t symbol, size_t start) {
    work->symbols.data[work->symbols.length++] = symbol;
    work->starts.data[work->starts.length++] = (int32_t)start;
}

static inline void put_character(Work *work, uint32_t character, size_t start) {
    put(work, (int32_t)(work->dictionary->n_nodes + character), start);
}

/* The node of some characters of the block, if they are a word of the dictionary; 0 if not. */
static uint32_t find_node(const Work *work, size_t from, size_t length) {
    const Node *nodes = work->dictionary->nodes;
    uint32_t index = work->codes[from];
    for (size_t i = 1; i < length; i++) {
        uint32_t code = work->codes[from + i];
        if (!nodes[index].base) return 0;
        index = nodes[index].base + code;
        if (nodes[index].check != code) return 0;
    }
    return nodes[index].weight ? index : 0;
}

static int put_new(Work *work, size_t from, size_t length, size_t start) {
    int64_t number = number_of(work->words, work->letters + from, length);
    if (number < 0) return 0;
    put(work, (int32_t)(work->dictionary->n_nodes + UNICODE_SIZE + number), start);
    return 1;
}

/* For searching, the words of two and three characters inside a longer one go before it. */
static void put_parts(Work *work, size_t from, size_t length, size_t offset) {
    for (size_t size = 2; size <= 3 && size < length; size++)
        for (size_t i = from; i + size <= from + length; i++) {
            uint32_t node = find_node(work, i, size);
            if (node) put(work, (int32_t)node, offset + i);
        }
}

/* Emit characters of the block as one token; `offset` is where the block begins. */
static int put_token(Work *work, size_t from, size_t length, size_t offset) {
    if (length == 1) {
        put_character(work, work->letters[from], offset + from);
        return 1;
    }
    if (work->search) put_parts(work, from, length, offset);
    /* What the model makes may be in the dictionary: it is the same type. */
    uint32_t node = find_node(work, from, length);
    if (!node) return put_new(work, from, length, offset + from);
    put(work, (int32_t)node, offset + from);
    return 1;
}

/* The most probable route: for each character the best word that begins there, from the end back.
 * Ties go to the longer word, as max() over (value, end) does in jieba. */
static void find_route(Work *work, size_t n) {
    const Node *nodes = work->dictionary->nodes;
    const double *weights = work->dictionary->weights;
    const uint16_t *codes = work->codes;
    double *route = work->route;
    Choice *choices = work->choices;
    route[n] = 0.0;
    for (size_t k = n; k-- > 0;) {
        /* The second character is looked up far from the first: ask for it in good time. */
        if (k > AHEAD) PREFETCH(&nodes[nodes[codes[k - AHEAD]].base + codes[k - AHEAD + 1]]);
        uint32_t index = codes[k];
        Node node = nodes[index];
        /* A character that only begins words is no word by itself, if one of them follows. */
        double best = node.weight ? weights[node.weight] + route[k + 1] : -HUGE_VAL;
        Choice choice = {index, 1};
        const uint16_t *next = codes + k + 1;
        const double *after = route + k + 1;
        while (node.base) {
            uint32_t code = *next++; /* 0 after the block leads to an empty node, or to none */
            index = node.base + code;
            node = nodes[index];
            if (node.check != code) break;
            after++;
            if (node.weight) {
                double value = weights[node.weight] + *after;
                if (value >= best) {
                    best = value;
                    choice.node = index;
                    choice.length = (uint32_t)(after - route - (ptrdiff_t)k);
                }
            }
        }
        route[k] = best == -HUGE_VAL ? weights[0] + route[k + 1] : best;
        choices[k] = choice;
    }
}

enum { B, E, M, S };

/* Cut a run of Han characters by the hidden Markov model. The order of additions is jieba's, and
 * ties go to the state that comes later in the alphabet. */
static int put_by_model(Work *work, size_t from, size_t n, size_t offset) {
    const Dictionary *d = work->dictionary;
    const double *start = d->model, *move = d->model + 4;
    /* move: E>B S>B, B>E M>E, B>M M>M, E>S S>S; the second of each pair wins a tie. */
    static const uint8_t source[4][2] = {{E, S}, {B, M}, {B, M}, {E, S}};
    double *v = work->states;
    uint8_t *back = work->back;
    const double *emit = d->emit + 4 * (size_t)work->codes[from];
    for (int state = 0; state < 4; state++) v[state] = start[state] + emit[state];
    for (size_t t = 1; t < n; t++) {
        const double *before = v + 4 * (t - 1);
        emit = d->emit + 4 * (size_t)work->codes[from + t];
        for (int state = 0; state < 4; state++) {
            uint8_t first = source[state][0], second = source[state][1];
            double a = before[first] + move[2 * state] + emit[state];
            double b = before[second] + move[2 * state + 1] + emit[state];
            int later = b >= a;
            v[4 * t + state] = later ? b : a;
            back[4 * t + state] = later ? second : first;
        }
    }
    const double *last = v + 4 * (n - 1);
    uint8_t state = last[S] >= last[E] ? S : E;
    for (size_t t = n - 1; t > 0; t--) {
        uint8_t before = back[4 * t + state];
        back[4 * t] = state;
        state = before;
    }
    back[0] = state;
    size_t begin = 0, done = 0;
    for (size_t t = 0; t <= n; t++) {
        size_t length;
        if (t == n) { /* jieba yields what is left, if anything */
            if (done == n) break;
            begin = done;
            length = n - done;
        } else if (back[4 * t] == B) {
            begin = t;
            continue;
        } else if (back[4 * t] == E) {
            length = t + 1 - begin;
        } else if (back[4 * t] == S) {
            begin = t;
            length = 1;
        } else {
            continue;
        }
        int split = length > 1 && work->force_split->ends.length &&
            find_number(work->force_split, work->letters + from + begin, length) >= 0;
        for (size_t i = 0; split && i < length; i++)
            put_character(work, work->letters[from + begin + i], offset + from + begin + i);
        if (!split && !put_token(work, from + begin, length, offset)) return 0;
        done = begin + length;
    }
    return 1;
}

static inline int is_han(uint32_t c) { return c >= 0x4E00 && c <= 0x9FD5; }
static inline int is_digit(uint32_t c) { return c >= '0' && c <= '9'; }
static inline int is_alnum(uint32_t c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Cut characters that are no words of the dictionary: Han by the model, the rest into numbers and
 * words, [a-zA-Z0-9]+(?:\.\d+)?%?, and what stands between. */
static int put_unknown(Work *work, size_t from, size_t n, size_t offset) {
    const uint32_t *c = work->letters;
    size_t end = from + n;
    while (from < end) {
        size_t stop = from;
        if (is_han(c[from])) {
            while (stop < end && is_han(c[stop])) stop++;
            if (!put_by_model(work, from, stop - from, offset)) return 0;
        } else if (is_alnum(c[from])) {
            while (stop < end && is_alnum(c[stop])) stop++;
            if (stop + 1 < end && c[stop] == '.' && is_digit(c[stop + 1])) {
                stop++;
                while (stop < end && is_digit(c[stop])) stop++;
            }
            if (stop < end && c[stop] == '%') stop++;
            if (!put_token(work, from, stop - from, offset)) return 0;
        } else {
            while (stop < end && !is_han(c[stop]) && !is_alnum(c[stop])) stop++;
            if (!put_token(work, from, stop - from, offset)) return 0;
        }
        from = stop;
    }
    return 1;
}

/* Emit single characters that followed each other on the route. */
static int put_singles(Work *work, size_t from, size_t n, size_t offset) {
    if (n > 1 && work->hmm && !find_node(work, from, n)) return put_unknown(work, from, n, offset);
    for (size_t i = 0; i < n; i++) put_character(work, work->letters[from + i], offset + from + i);
    return 1;
}

/* Cut one block of word characters; `offset` is where it begins in the document. */
static int cut_block(Work *work, size_t n, size_t offset) {
    work->codes[n] = 0;
    find_route(work, n);
    size_t x = 0;
    while (x < n) {
        if (work->choices[x].length > 1) {
            if (work->search) put_parts(work, x, work->choices[x].length, offset);
            put(work, (int32_t)work->choices[x].node, offset + x);
            x += work->choices[x].length;
            continue;
        }
        size_t from = x;
        if (work->hmm) {
            while (x < n && work->choices[x].length == 1) x++;
            if (!put_singles(work, from, x - from, offset)) return 0;
        } else {
            while (x < n && work->choices[x].length == 1 && is_alnum(work->letters[x])) x++;
            if (x == from) put_character(work, work->letters[x], offset + x), x++;
            else if (!put_token(work, from, x - from, offset)) return 0;
        }
    }
    return 1;
}

/* Emit characters that need not be the block's own: a run of latin letters may have been gathered
 * around others. */
static int put_letters(Work *work, const uint32_t *letters, size_t length, size_t start) {
    const Dictionary *d = work->dictionary;
    if (length == 1) {
        put_character(work, letters[0], start);
        return 1;
    }
    uint32_t index = letters[0] < CODES ? d->codes[letters[0]] : 0;
    for (size_t i = 1; index && i < length; i++) {
        uint32_t code = letters[i] < CODES ? d->codes[letters[i]] : 0;
        uint32_t child = d->nodes[index].base + code;
        index = code && d->nodes[index].base && d->nodes[child].check == code ? child : 0;
    }
    if (index && d->nodes[index].weight) {
        put(work, (int32_t)index, start);
        return 1;
    }
    int64_t number = number_of(work->words, letters, length);
    if (number < 0) return 0;
    put(work, (int32_t)(d->n_nodes + UNICODE_SIZE + number), start);
    return 1;
}

/* Emit all words of a block, as jieba's full mode does. */
static int cut_block_full(Work *work, size_t n, size_t offset) {
    const Node *nodes = work->dictionary->nodes;
    uint32_t *run = work->run;
    size_t run_length = 0, run_start = 0, covered = 0; /* covered: after the last word's end */
    work->codes[n] = 0;
    for (size_t k = 0; k < n; k++) {
        if (run_length && !is_alnum(work->letters[k])) {
            if (!put_letters(work, run, run_length, offset + run_start)) return 0;
            run_length = 0;
        }
        size_t words = 0, only = 1;
        uint32_t index = work->codes[k];
        for (size_t length = 1;; length++) {
            if (nodes[index].weight) words++, only = length;
            if (!nodes[index].base) break;
            uint32_t code = work->codes[k + length], child = nodes[index].base + code;
            if (!code || nodes[child].check != code) break;
            index = child;
        }
        /* These, and the end of a run and what follows the block. */
        if (!reserve_tokens(work, words + 3)) return 0;
        if (words <= 1 && k >= covered) {
            if (is_alnum(work->letters[k])) {
                if (!run_length) run_start = k;
                for (size_t i = 0; i < only; i++) run[run_length++] = work->letters[k + i];
            }
            if (!run_length && !put_letters(work, work->letters + k, only, offset + k)) return 0;
            covered = k + only;
            continue;
        }
        index = work->codes[k];
        for (size_t length = 1;; length++) {
            if (nodes[index].weight && length > 1) {
                put(work, (int32_t)index, offset + k);
                covered = k + length;
            }
            if (!nodes[index].base) break;
            uint32_t code = work->codes[k + length], child = nodes[index].base + code;
            if (!code || nodes[child].check != code) break;
            index = child;
        }
    }
    return !run_length || put_letters(work, run, run_length, offset + run_start);
}

ALWAYS_INLINE int cut_text(Work *work, int kind, const void *text, size_t n) {
    const uint16_t *codes = work->dictionary->codes;
    size_t i = 0;
    while (i < n) {
        size_t start = i, length = 0;
        uint32_t *letters = work->letters;
        uint16_t *block = work->codes;
        for (size_t room = work->room; i < n; i++, length++) {
            uint32_t c = read_at(kind, text, i);
            uint16_t code = c < CODES ? codes[c] : 0;
            if (!code) break;
            if (length == room) {
                if (!reserve(work, length + 1)) return 0;
                letters = work->letters, block = work->codes, room = work->room;
            }
            letters[length] = c;
            block[length] = code;
        }
        /* Each character gives at most one token; for searching, two parts of one more. Full mode
         * makes room for itself: a character may begin any number of words. */
        if (!reserve_tokens(work, (work->search ? 3 : 1) * length + 1)) return 0;
        if (length && !(work->all ? cut_block_full : cut_block)(work, length, start)) return 0;
        if (i == n) break;
        uint32_t c = read_at(kind, text, i);
        if (c == '\r' && i + 1 < n && read_at(kind, text, i + 1) == '\n') {
            work->letters[0] = '\r';
            work->letters[1] = '\n';
            if (!put_new(work, 0, 2, i)) return 0; /* one token in jieba */
            i += 2;
        } else if (work->all && !Py_UNICODE_ISSPACE(c)) {
            /* Full mode keeps together what stands between words and white space. */
            size_t from = i, run = 0;
            for (; i < n; i++, run++) {
                c = read_at(kind, text, i);
                if (Py_UNICODE_ISSPACE(c) || (c < CODES && codes[c])) break;
                if (run + 1 >= work->room && !reserve(work, run + 2)) return 0;
                work->letters[run] = c;
            }
            if (!put_letters(work, work->letters, run, from)) return 0;
        } else {
            put_character(work, c, i);
            i++;
        }
    }
    return 1;
}

/* The compiler makes one copy for each width of characters. */
static int cut_document(Work *work, int kind, const void *text, size_t n) {
    switch (kind) {
    case 1: return cut_text(work, 1, text, n);
    case 2: return cut_text(work, 2, text, n);
    default: return cut_text(work, 4, text, n);
    }
}

static void work_free(Work *work) {
    free(work->symbols.data), free(work->starts.data);
    free(work->letters), free(work->codes), free(work->route), free(work->choices);
    free(work->run), free(work->states), free(work->back);
}

/* cut(parts, force_split, texts, mode) -> (symbols, starts, lengths, new_words)
 * `parts` are the dictionary's tables in the order of Dictionary. symbols and starts are bytearrays
 * of int32 for all texts one after the other, lengths the number of tokens of each text. The GIL is
 * released while it works. */
enum { NODES, CODE_TABLE, WEIGHTS, EMIT, MODEL, PARTS };

PyObject *kernel_cut(PyObject *self, PyObject *args) {
    PyObject *parts, *force_split, *texts, *kept = NULL, *result = NULL;
    int mode;
    if (!PyArg_ParseTuple(args, "O!O!Oi", &PyTuple_Type, &parts, &PyTuple_Type, &force_split, &texts, &mode))
        return NULL;
    if (PyTuple_GET_SIZE(parts) != PARTS) {
        PyErr_SetString(PyExc_ValueError, "the dictionary has not the right form");
        return NULL;
    }
    Py_buffer views[PARTS] = {{0}};
    Work work = {0};
    NewWords words = {0}, split = {0};
    int64_t *counts = NULL;
    int done = 1;
    for (int i = 0; i < PARTS; i++)
        if (PyObject_GetBuffer(PyTuple_GET_ITEM(parts, i), &views[i], PyBUF_SIMPLE)) goto end;
    if (views[CODE_TABLE].len != CODES * sizeof(uint16_t) || views[MODEL].len != 12 * sizeof(double)) {
        PyErr_SetString(PyExc_ValueError, "the dictionary has not the right form");
        goto end;
    }
    Dictionary d = {
        .nodes = views[NODES].buf, .n_nodes = (uint32_t)(views[NODES].len / sizeof(Node)),
        .codes = views[CODE_TABLE].buf, .weights = views[WEIGHTS].buf, .emit = views[EMIT].buf,
        .model = views[MODEL].buf,
    };
    kept = keep_strings(texts);
    if (!kept) goto end;
    Py_ssize_t n_texts = PyTuple_GET_SIZE(kept);
    counts = PyMem_Calloc((size_t)n_texts + 1, sizeof *counts);
    if (!counts || !new_words_init(&words) || !new_words_init(&split)) {
        PyErr_NoMemory();
        goto end;
    }
    if (!add_strings(&split, force_split)) goto end;
    size_t total = 0;
    for (Py_ssize_t i = 0; i < n_texts; i++) total += (size_t)PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(kept, i));
    work.dictionary = &d, work.words = &words, work.force_split = &split;
    work.hmm = mode & USE_MODEL, work.search = mode & FOR_SEARCH, work.all = mode & ALL_WORDS;
    Py_BEGIN_ALLOW_THREADS
    /* Chinese has some 0.6 tokens a character. */
    done = reserve(&work, 1024) && grow(&work.symbols, total / 8 * 5 + 64) &&
        grow(&work.starts, total / 8 * 5 + 64);
    for (Py_ssize_t i = 0; done && i < n_texts; i++) {
        PyObject *text = PyTuple_GET_ITEM(kept, i);
        size_t before = work.symbols.length;
        done = cut_document(&work, PyUnicode_KIND(text), PyUnicode_DATA(text), (size_t)PyUnicode_GET_LENGTH(text));
        counts[i] = (int64_t)(work.symbols.length - before);
    }
    Py_END_ALLOW_THREADS
    if (done) result = pack(&work.symbols, &work.starts, counts, n_texts, &words);
    else PyErr_NoMemory();
end:
    for (int i = 0; i < PARTS; i++)
        if (views[i].obj) PyBuffer_Release(&views[i]);
    Py_XDECREF(kept);
    PyMem_Free(counts);
    work_free(&work), new_words_free(&words), new_words_free(&split);
    return result;
}

/* name_types(nodes, codes, tags, tag_names, first, symbols, starts, lengths, texts, new_words)
 *   -> (types, tags)
 * The forms of types and their parts of speech, from the first token of each: its index and symbol,
 * as number_types gives them. A word's tag stands at its node, a character's at that of its code. */
PyObject *kernel_name_types(PyObject *self, PyObject *args) {
    Py_buffer nodes, codes, tags, first, symbols, starts, lengths;
    PyObject *names, *texts, *new_words;
    if (!PyArg_ParseTuple(args, "y*y*y*O!y*y*y*y*O!O!", &nodes, &codes, &tags, &PyList_Type, &names,
                          &first, &symbols, &starts, &lengths, &PyList_Type, &texts, &PyList_Type, &new_words))
        return NULL;
    const Node *node = nodes.buf;
    const uint16_t *code = codes.buf;
    const uint8_t *tag = tags.buf;
    const int32_t *token = first.buf, *symbol = symbols.buf, *start = starts.buf;
    const int64_t *count = lengths.buf;
    int64_t n_nodes = nodes.len / (Py_ssize_t)sizeof(Node), end = 0;
    Py_ssize_t n = first.len / 4, document = -1;
    PyObject *forms = PyList_New(n + 1), *parts = PyList_New(n + 1), *result = NULL;
    int ok = forms && parts;
    /* Type 0 is a removed token. */
    for (Py_ssize_t i = -1; ok && i < n; i++) {
        PyObject *form;
        int64_t at = 0;
        if (i < 0) {
            form = PyUnicode_FromStringAndSize(NULL, 0);
        } else {
            while (token[i] >= end && document + 1 < PyList_GET_SIZE(texts)) end += count[++document];
            int64_t character = symbol[i] - n_nodes, number = character - UNICODE_SIZE;
            if (number >= 0) {
                form = PyList_GetItem(new_words, (Py_ssize_t)number);
                Py_XINCREF(form);
            } else if (character >= 0) {
                form = PyUnicode_FromOrdinal((int)character);
                at = character < CODES ? code[character] : 0;
            } else {
                PyObject *text = PyList_GET_ITEM(texts, document);
                Py_ssize_t stop = start[token[i]];
                uint32_t walk = code[PyUnicode_READ_CHAR(text, stop++)];
                while (walk != (uint32_t)symbol[i]) walk = node[walk].base + code[PyUnicode_READ_CHAR(text, stop++)];
                form = PyUnicode_Substring(text, start[token[i]], stop);
                at = symbol[i];
            }
        }
        PyObject *part = PyList_GetItem(names, tag[at]);
        Py_XINCREF(part);
        ok = form && part;
        if (form) PyList_SET_ITEM(forms, i + 1, form);
        if (part) PyList_SET_ITEM(parts, i + 1, part);
    }
    if (ok) result = PyTuple_Pack(2, forms, parts);
    Py_XDECREF(forms), Py_XDECREF(parts);
    PyBuffer_Release(&nodes), PyBuffer_Release(&codes), PyBuffer_Release(&tags), PyBuffer_Release(&first);
    PyBuffer_Release(&symbols), PyBuffer_Release(&starts), PyBuffer_Release(&lengths);
    return result;
}
