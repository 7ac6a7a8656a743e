/* pkuseg's tokens: a linear-chain model over characters, five tags a character.
 *
 * The score of a tag is a sum of weights, one a feature, added in pkuseg's own order, for a sum of
 * doubles depends on it. A feature that the model lacks has weight zero, which changes no sum, so
 * weights are found in rows without asking which features there are. A row holds the weights of
 * one feature, a tag each, as indices into the table of the model's distinct values.
 */
#include "kernel.h"

#define TAGS 5
#define LONGEST 6  /* longest word that gives features, in characters */
#define LONGEST_MERGED 127
#define MERGED_WORDS 7

typedef uint16_t Row[TAGS];

typedef struct {
    uint32_t key;  /* first unit << 16 | second; 0 where empty */
    Row rows[3];   /* cc1, c-1c, c-2c-1 */
} Bigram;

typedef struct {
    uint32_t first, second;  /* nodes of two words that meet; 0 where empty */
    Row rows[2];             /* ww.l, ww.r */
} Pair;

typedef struct {
    const uint16_t *units;    /* unit of each character, 0 if the model lacks it */
    const double *values;
    const Row *singles;       /* five rows a unit: c, c-1, c1, c-2, c2 */
    const Bigram *bigrams;
    uint32_t bigram_mask;
    const Node *words;        /* words of two to six units */
    const Row *word_rows;     /* two rows a node of `words`: w-1, w1 */
    const Pair *pairs;
    uint32_t pair_mask;
    const double *edges;      /* [tag][next tag] */
    const uint16_t *start;    /* the row of the feature that every character has */
    uint32_t begins;          /* bit t: tag t begins a word */
    const uint16_t *merge_codes;
    const Node *merge;        /* words that are put together again, NULL without */
    const uint16_t *user_codes;
    const Node *user;         /* the user's words, NULL without */
} Model;

typedef struct {
    const Model *model;
    NewWords *words;
    Ints symbols, starts;
    size_t room;
    uint32_t *letters;
    uint16_t *units;
    uint32_t *slices;   /* [position][length - 2]: node of the word that begins here, 0 if none */
    double *score, *best;
    uint8_t *next;
    uint32_t *ends;     /* where each word ends */
    uint64_t *lengths;  /* two a character; bit l: a word to merge of l characters begins here */
} Chain;

static int chain_reserve(Chain *chain, size_t room) {
    if (room <= chain->room) return 1;
    room += room / 2 + 64;
    RESERVE(chain, letters, uint32_t, room);
    RESERVE(chain, units, uint16_t, room + LONGEST);
    RESERVE(chain, slices, uint32_t, (room + 1) * (LONGEST - 1));
    RESERVE(chain, score, double, room * TAGS);
    RESERVE(chain, best, double, room * TAGS);
    RESERVE(chain, next, uint8_t, room * TAGS);
    RESERVE(chain, ends, uint32_t, room);
    RESERVE(chain, lengths, uint64_t, 2 * room);
    chain->room = room;
    return 1;
}

static void chain_free(Chain *chain) {
    free(chain->symbols.data), free(chain->starts.data);
    free(chain->letters), free(chain->units), free(chain->slices), free(chain->score);
    free(chain->best), free(chain->next), free(chain->ends), free(chain->lengths);
}

static inline uint32_t mix(uint64_t key) {
    key *= 0x9E3779B97F4A7C15u;
    return (uint32_t)(key >> 32);
}

static inline const Bigram *find_bigram(const Model *m, uint32_t a, uint32_t b) {
    static const Bigram none;
    if (!a || !b) return &none;
    uint32_t key = a << 16 | b, place = mix(key) & m->bigram_mask;
    while (m->bigrams[place].key && m->bigrams[place].key != key) place = (place + 1) & m->bigram_mask;
    return &m->bigrams[place];
}

static inline const Pair *find_pair(const Model *m, uint32_t first, uint32_t second) {
    uint32_t place = mix((uint64_t)first << 32 | second) & m->pair_mask;
    for (;; place = (place + 1) & m->pair_mask) {
        const Pair *pair = &m->pairs[place];
        if (!pair->first) return NULL;
        if (pair->first == first && pair->second == second) return pair;
    }
}

static inline void add(const double *values, double *score, const uint16_t *row) {
    for (int tag = 0; tag < TAGS; tag++) score[tag] += values[row[tag]];
}

/* Find the words of two to six units that begin at each character. */
static void find_slices(Chain *chain, size_t n) {
    const Node *nodes = chain->model->words;
    memset(chain->units + n, 0, LONGEST * sizeof(uint16_t));
    memset(chain->slices, 0, n * (LONGEST - 1) * sizeof(uint32_t));
    for (size_t i = 0; i < n; i++) {
        uint32_t index = chain->units[i];
        Node node = nodes[index];
        for (int length = 2; length <= LONGEST && node.base; length++) {
            uint32_t unit = chain->units[i + length - 1];
            index = node.base + unit;
            node = nodes[index];
            if (!unit || node.check != unit) break;
            if (node.weight) chain->slices[i * (LONGEST - 1) + length - 2] = index;
        }
    }
}

static inline uint32_t slice(const Chain *chain, size_t n, ptrdiff_t start, int length) {
    if (start < 0 || start + length > (ptrdiff_t)n) return 0;
    return chain->slices[start * (LONGEST - 1) + length - 2];
}

static void score_characters(Chain *chain, size_t n) {
    const Model *m = chain->model;
    const double *values = m->values;
    const uint16_t *units = chain->units;
    const Bigram *before2 = find_bigram(m, 0, 0), *before = before2;
    for (size_t i = 0; i < n; i++) {
        double s[TAGS] = {0};
        const Bigram *after = find_bigram(m, units[i], i + 1 < n ? units[i + 1] : 0);
        add(values, s, m->start);
        add(values, s, m->singles[5 * units[i]]);
        if (i > 0) {
            add(values, s, m->singles[5 * units[i - 1] + 1]);
            add(values, s, before->rows[1]);
        }
        if (i + 1 < n) {
            add(values, s, m->singles[5 * units[i + 1] + 2]);
            add(values, s, after->rows[0]);
        }
        if (i > 1) {
            add(values, s, m->singles[5 * units[i - 2] + 3]);
            add(values, s, before2->rows[2]);
        }
        if (i + 2 < n) add(values, s, m->singles[5 * units[i + 2] + 4]);
        /* Words that end here with this character or before it, begin here or after it. */
        uint32_t ends[LONGEST - 1], begins[LONGEST - 1], ended[LONGEST - 1], follows[LONGEST - 1];
        uint32_t any_ended = 0, any_follows = 0, any_ends = 0, any_begins = 0;
        ptrdiff_t at = (ptrdiff_t)i;
        for (int k = 0, length = LONGEST; length >= 2; k++, length--) {
            any_ends |= ends[k] = slice(chain, n, at - length + 1, length);
            any_begins |= begins[k] = slice(chain, n, at, length);
            any_ended |= ended[k] = slice(chain, n, at - length, length);
            any_follows |= follows[k] = slice(chain, n, at + 1, length);
        }
        if (any_ends)
            for (int k = 0; k < LONGEST - 1; k++)
                if (ends[k]) add(values, s, m->word_rows[2 * ends[k]]);
        if (any_begins)
            for (int k = 0; k < LONGEST - 1; k++)
                if (begins[k]) add(values, s, m->word_rows[2 * begins[k] + 1]);
        for (int side = 0; side < 2; side++) {
            const uint32_t *left = side ? ends : ended, *right = side ? follows : begins;
            if (!(side ? any_ends : any_ended) || !(side ? any_follows : any_begins)) continue;
            for (int p = 0; p < LONGEST - 1; p++)
                for (int q = 0; left[p] && q < LONGEST - 1; q++)
                    if (right[q]) {
                        const Pair *pair = find_pair(m, left[p], right[q]);
                        if (pair) add(values, s, pair->rows[side]);
                    }
        }
        memcpy(chain->score + i * TAGS, s, sizeof s);
        before2 = before;
        before = after;
    }
}

/* Find the best tags, from the end back; of equal scores the later tag wins, at the first
 * character the earlier. */
static void find_words(Chain *chain, size_t n, size_t *n_words) {
    const Model *m = chain->model;
    double *best = chain->best;
    memcpy(best + (n - 1) * TAGS, chain->score + (n - 1) * TAGS, TAGS * sizeof(double));
    for (size_t i = n - 1; i-- > 0;) {
        const double *after = best + (i + 1) * TAGS;
        for (int tag = 0; tag < TAGS; tag++) {
            double own = chain->score[i * TAGS + tag];
            double most = after[0] + own + m->edges[tag * TAGS];
            uint8_t choice = 0;
            for (uint8_t next = 1; next < TAGS; next++) {
                double sum = after[next] + own + m->edges[tag * TAGS + next];
                if (sum >= most) most = sum, choice = next;
            }
            best[i * TAGS + tag] = most;
            chain->next[i * TAGS + tag] = choice;
        }
    }
    uint8_t tag = 0;
    for (uint8_t t = 1; t < TAGS; t++)
        if (best[tag] < best[t]) tag = t;
    *n_words = 0;
    for (size_t i = 1; i < n; i++) {
        tag = chain->next[(i - 1) * TAGS + tag];
        if (m->begins >> tag & 1) chain->ends[(*n_words)++] = (uint32_t)i;
    }
    chain->ends[(*n_words)++] = (uint32_t)n;
}

static inline int is_listed(const Chain *chain, size_t from, size_t to) {
    size_t length = to - from;
    return length <= LONGEST_MERGED && chain->lengths[2 * from + (length >> 6)] >> (length & 63) & 1;
}

/* Put words together that are one in pkuseg's list, unless each of them is in it too. */
static size_t merge_words(Chain *chain, size_t n, size_t n_words) {
    const Model *m = chain->model;
    uint32_t *ends = chain->ends;
    for (size_t i = 0; i < n_words; i++) {
        size_t start = i ? ends[i - 1] : 0;
        uint64_t *lengths = chain->lengths + 2 * start;
        lengths[0] = lengths[1] = 0;
        uint32_t c = chain->letters[start];
        Node node = m->merge[m->merge_codes[c]];
        size_t length = 1;
        for (;;) {
            if (node.weight) lengths[length >> 6] |= (uint64_t)1 << (length & 63);
            if (!node.base || start + length == n || length == LONGEST_MERGED) break;
            c = chain->letters[start + length];
            uint16_t code = m->merge_codes[c];
            node = m->merge[node.base + code];
            if (!code || node.check != code) break;
            length++;
        }
    }
    for (size_t size = MERGED_WORDS; size >= 2; size--) {
        for (size_t i = 0; i + size <= n_words; i++) {
            size_t from = i ? ends[i - 1] : 0;
            if (!is_listed(chain, from, ends[i + size - 1])) continue;
            int all = 1;
            for (size_t k = i; all && k < i + size; k++) {
                size_t start = k ? ends[k - 1] : 0;
                all = is_listed(chain, start, ends[k]);
            }
            if (all) continue;
            memmove(ends + i, ends + i + size - 1, (n_words - i - size + 1) * sizeof *ends);
            n_words -= size - 1;
        }
    }
    return n_words;
}

static int chain_put(Chain *chain, size_t from, size_t to, size_t offset) {
    int64_t number = number_of(chain->words, chain->letters + from, to - from);
    if (number < 0) return 0;
    chain->symbols.data[chain->symbols.length++] = (int32_t)number + 1;
    chain->starts.data[chain->starts.length++] = (int32_t)(offset + from);
    return 1;
}

/* Cut characters [from, to) of the piece whose letters are in place. */
static int cut_piece(Chain *chain, size_t from, size_t to, size_t offset) {
    const Model *m = chain->model;
    size_t n = to - from, n_words;
    uint32_t *letters = chain->letters;
    chain->letters += from;
    for (size_t i = 0; i < n; i++)
        chain->units[i] = m->units[chain->letters[i]];
    find_slices(chain, n);
    score_characters(chain, n);
    find_words(chain, n, &n_words);
    if (m->merge) n_words = merge_words(chain, n, n_words);
    int ok = 1;
    for (size_t i = 0; ok && i < n_words; i++)
        ok = chain_put(chain, i ? chain->ends[i - 1] : 0, chain->ends[i], offset + from);
    chain->letters = letters;
    return ok;
}

/* Cut a piece without white space: the user's words stand as they are, as pkuseg finds them. Where
 * a longer word begins but does not end, pkuseg takes all that agreed with it. */
static int cut_around_user_words(Chain *chain, size_t n, size_t offset) {
    const Model *m = chain->model;
    size_t last = 0, i = 0;
    while (m->user && i < n) {
        size_t j = i, end = 0; /* end: after the longest word so far */
        uint32_t base = 0;
        int found = 0;
        for (;;) {
            uint32_t c = chain->letters[j];
            uint16_t code = m->user_codes[c];
            uint32_t index = j == i ? code : base + code;
            const Node *node = &m->user[index];
            if (!code || node->check != code || (j > i && !base)) {
                found = end > 0;
                break;
            }
            if (node->weight) end = j + 1;
            base = node->base;
            j++;
            if (j == n) {
                found = end > 0;
                if (found) j = end;
                break;
            }
        }
        if (!found) { i++; continue; }
        if (last < i && !cut_piece(chain, last, i, offset)) return 0;
        if (!chain_put(chain, i, j, offset)) return 0;
        last = i = j;
    }
    return last == n || cut_piece(chain, last, n, offset);
}

static int cut_chain(Chain *chain, int kind, const void *text, size_t n) {
    size_t i = 0;
    while (i < n) {
        size_t start = i, length = 0;
        for (; i < n; i++, length++) {
            uint32_t c = read_at(kind, text, i);
            if (Py_UNICODE_ISSPACE(c)) break;
            if (length == chain->room && !chain_reserve(chain, length + 1)) return 0;
            chain->letters[length] = c;
        }
        if (!grow(&chain->symbols, length) || !grow(&chain->starts, length)) return 0;
        if (length && !cut_around_user_words(chain, length, start)) return 0;
        i++;
    }
    return 1;
}

/* cut_chain(parts, texts) -> (symbols, starts, lengths, words)
 * A symbol is the number of a word, from 1. `parts` are the model's tables in the order of Model,
 * merge and user parts empty if there are none. */
enum { UNITS, VALUES, SINGLES, BIGRAMS, WORDS, WORD_ROWS, PAIRS, EDGES, START, BEGINS, MERGE_CODES, MERGE, USER_CODES, USER, PARTS };

/* Tell whether a part is a table of so many items of a size, any number but none if `items` is 0. */
static int has_items(const Py_buffer *part, size_t items, size_t size) {
    size_t length = (size_t)part->len;
    return items ? length == items * size : length && length % size == 0;
}

/* A hash table is found by a mask. */
static int is_hash_table(const Py_buffer *part, size_t size) {
    size_t items = (size_t)part->len / size;
    return has_items(part, 0, size) && !(items & (items - 1));
}

/* Tell whether the parts have the sizes of a model's. What they hold is not looked at: a file of
 * tables has a checksum. */
static int are_parts(const Py_buffer *parts) {
    size_t nodes = (size_t)parts[WORDS].len / sizeof(Node);
    return has_items(&parts[UNITS], UNICODE_SIZE, sizeof(uint16_t))
        && has_items(&parts[VALUES], 0, sizeof(double))
        && has_items(&parts[SINGLES], 0, 5 * sizeof(Row))
        && is_hash_table(&parts[BIGRAMS], sizeof(Bigram))
        && has_items(&parts[WORDS], 0, sizeof(Node))
        && has_items(&parts[WORD_ROWS], nodes, 2 * sizeof(Row))
        && is_hash_table(&parts[PAIRS], sizeof(Pair))
        && has_items(&parts[EDGES], TAGS * TAGS, sizeof(double))
        && has_items(&parts[START], 1, sizeof(Row))
        && has_items(&parts[BEGINS], 1, sizeof(uint32_t))
        && (!parts[MERGE].len || (has_items(&parts[MERGE], 0, sizeof(Node))
            && has_items(&parts[MERGE_CODES], UNICODE_SIZE, sizeof(uint16_t))))
        && (!parts[USER].len || (has_items(&parts[USER], 0, sizeof(Node))
            && has_items(&parts[USER_CODES], UNICODE_SIZE, sizeof(uint16_t))));
}

PyObject *kernel_cut_chain(PyObject *self, PyObject *args) {
    PyObject *parts, *texts, *kept = NULL, *result = NULL;
    if (!PyArg_ParseTuple(args, "O!O", &PyTuple_Type, &parts, &texts)) return NULL;
    if (PyTuple_GET_SIZE(parts) != PARTS) {
        PyErr_SetString(PyExc_ValueError, "the model has not the right form");
        return NULL;
    }
    Py_buffer views[PARTS] = {{0}};
    Chain chain = {0};
    NewWords words = {0};
    int64_t *counts = NULL;
    int done = 1;
    for (int i = 0; i < PARTS; i++)
        if (PyObject_GetBuffer(PyTuple_GET_ITEM(parts, i), &views[i], PyBUF_SIMPLE)) goto end;
    if (!are_parts(views)) {
        PyErr_SetString(PyExc_ValueError, "a table of the model has not the right size");
        goto end;
    }
    Model m = {
        .units = views[UNITS].buf, .values = views[VALUES].buf, .singles = views[SINGLES].buf,
        .bigrams = views[BIGRAMS].buf, .bigram_mask = (uint32_t)(views[BIGRAMS].len / sizeof(Bigram)) - 1,
        .words = views[WORDS].buf, .word_rows = views[WORD_ROWS].buf,
        .pairs = views[PAIRS].buf, .pair_mask = (uint32_t)(views[PAIRS].len / sizeof(Pair)) - 1,
        .edges = views[EDGES].buf, .start = views[START].buf,
        .begins = ((const uint32_t *)views[BEGINS].buf)[0],
        .merge_codes = views[MERGE_CODES].buf, .merge = views[MERGE].len ? views[MERGE].buf : NULL,
        .user_codes = views[USER_CODES].buf, .user = views[USER].len ? views[USER].buf : NULL,
    };
    kept = keep_strings(texts);
    if (!kept) goto end;
    Py_ssize_t n_texts = PyTuple_GET_SIZE(kept);
    counts = PyMem_Calloc((size_t)n_texts + 1, sizeof *counts);
    if (!counts || !new_words_init(&words)) {
        PyErr_NoMemory();
        goto end;
    }
    chain.model = &m, chain.words = &words;
    Py_BEGIN_ALLOW_THREADS
    done = chain_reserve(&chain, 1024);
    for (Py_ssize_t i = 0; done && i < n_texts; i++) {
        PyObject *text = PyTuple_GET_ITEM(kept, i);
        size_t before = chain.symbols.length;
        done = cut_chain(&chain, PyUnicode_KIND(text), PyUnicode_DATA(text), (size_t)PyUnicode_GET_LENGTH(text));
        counts[i] = (int64_t)(chain.symbols.length - before);
    }
    Py_END_ALLOW_THREADS
    if (done) result = pack(&chain.symbols, &chain.starts, counts, n_texts, &words);
    else PyErr_NoMemory();
end:
    for (int i = 0; i < PARTS; i++)
        if (views[i].obj) PyBuffer_Release(&views[i]);
    Py_XDECREF(kept);
    PyMem_Free(counts);
    chain_free(&chain), new_words_free(&words);
    return result;
}
