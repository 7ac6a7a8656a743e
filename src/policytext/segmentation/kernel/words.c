/* The table of new words, and the passage of results to Python. */
#include "kernel.h"

static uint64_t hash_of(const uint32_t *word, size_t length) {
    uint64_t hash = 0x9E3779B97F4A7C15u ^ length;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ word[i]) * 0xD6E8FEB86659FD93u;
        hash ^= hash >> 32;
    }
    return hash;
}

static const uint32_t *new_word(const NewWords *words, size_t number, size_t *length) {
    size_t start = number ? (size_t)(uint32_t)words->ends.data[number - 1] : 0;
    *length = (size_t)(uint32_t)words->ends.data[number] - start;
    return (const uint32_t *)words->letters.data + start;
}

static int rehash(NewWords *words) {
    size_t size = (words->mask + 1) * 2;
    uint32_t *places = calloc(size, sizeof(uint32_t));
    if (!places) return 0;
    for (size_t number = 0; number < words->ends.length; number++) {
        size_t length;
        const uint32_t *word = new_word(words, number, &length);
        size_t place = hash_of(word, length) & (size - 1);
        while (places[place]) place = (place + 1) & (size - 1);
        places[place] = (uint32_t)number + 1;
    }
    free(words->places);
    words->places = places;
    words->mask = size - 1;
    return 1;
}

/* The place of a word in the table: taken by it, or empty. */
static size_t place_of(const NewWords *words, const uint32_t *word, size_t length) {
    size_t place = hash_of(word, length) & words->mask;
    for (; words->places[place]; place = (place + 1) & words->mask) {
        size_t known;
        const uint32_t *other = new_word(words, words->places[place] - 1, &known);
        if (known == length && !memcmp(other, word, length * sizeof(uint32_t))) break;
    }
    return place;
}

int64_t find_number(const NewWords *words, const uint32_t *word, size_t length) {
    return (int64_t)words->places[place_of(words, word, length)] - 1;
}

int64_t number_of(NewWords *words, const uint32_t *word, size_t length) {
    size_t place = place_of(words, word, length);
    if (words->places[place]) return (int64_t)words->places[place] - 1;
    if (!grow(&words->letters, length) || !grow(&words->ends, 1)) return -2;
    memcpy(words->letters.data + words->letters.length, word, length * sizeof(uint32_t));
    words->letters.length += length;
    words->ends.data[words->ends.length++] = (int32_t)words->letters.length;
    words->places[place] = (uint32_t)words->ends.length;
    if (words->ends.length * 2 > words->mask && !rehash(words)) return -2;
    return (int64_t)words->ends.length - 1;
}

int new_words_init(NewWords *words) {
    memset(words, 0, sizeof *words);
    words->mask = 4095;
    words->places = calloc(words->mask + 1, sizeof(uint32_t));
    return words->places != NULL;
}

void new_words_free(NewWords *words) {
    free(words->places);
    free(words->letters.data);
    free(words->ends.data);
}

static PyObject *words_to_list(const NewWords *words) {
    PyObject *list = PyList_New((Py_ssize_t)words->ends.length);
    for (size_t i = 0; list && i < words->ends.length; i++) {
        size_t length;
        const uint32_t *word = new_word(words, i, &length);
        PyObject *string = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, word, (Py_ssize_t)length);
        if (!string) { Py_CLEAR(list); break; }
        PyList_SET_ITEM(list, (Py_ssize_t)i, string);
    }
    return list;
}

int add_strings(NewWords *words, PyObject *strings) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(strings); i++) {
        PyObject *string = PyTuple_GET_ITEM(strings, i);
        Py_UCS4 *letters = PyUnicode_AsUCS4Copy(string);
        if (!letters) return 0;
        int64_t number = number_of(words, letters, (size_t)PyUnicode_GET_LENGTH(string));
        PyMem_Free(letters);
        if (number < 0) {
            PyErr_NoMemory();
            return 0;
        }
    }
    return 1;
}

PyObject *keep_strings(PyObject *list) {
    PyObject *kept = PySequence_Tuple(list);
    for (Py_ssize_t i = 0; kept && i < PyTuple_GET_SIZE(kept); i++) {
        PyObject *text = PyTuple_GET_ITEM(kept, i);
        if (!PyUnicode_Check(text) || PyUnicode_GET_LENGTH(text) > INT32_MAX) {
            PyErr_SetString(PyExc_TypeError, "a text must be a string of less than 2**31 characters");
            Py_CLEAR(kept);
        }
    }
    return kept;
}

PyObject *pack(Ints *symbols, Ints *starts, const int64_t *counts, Py_ssize_t n, const NewWords *words) {
    PyObject *result = NULL, *parts[4];
    parts[0] = PyByteArray_FromStringAndSize((char *)symbols->data, (Py_ssize_t)(symbols->length * 4));
    free(symbols->data), symbols->data = NULL;
    parts[1] = PyByteArray_FromStringAndSize((char *)starts->data, (Py_ssize_t)(starts->length * 4));
    free(starts->data), starts->data = NULL;
    parts[2] = PyBytes_FromStringAndSize((const char *)counts, n * (Py_ssize_t)sizeof *counts);
    parts[3] = words_to_list(words);
    if (parts[0] && parts[1] && parts[2] && parts[3])
        result = PyTuple_Pack(4, parts[0], parts[1], parts[2], parts[3]);
    for (int i = 0; i < 4; i++) Py_XDECREF(parts[i]);
    return result;
}

/* number_types(symbols, table) -> (first, symbols of first)
 * Replace each symbol by the dense id of its type, from 1, in place. `table` is a bytearray of int32
 * for all symbols, zeros before and after: a large one is better kept than made anew. Returns the
 * indices of the tokens that are the first of their type, and what their symbols were. */
PyObject *kernel_number_types(PyObject *self, PyObject *args) {
    PyObject *symbol_object, *id_object;
    if (!PyArg_ParseTuple(args, "OO", &symbol_object, &id_object)) return NULL;
    Py_buffer symbols, ids;
    if (PyObject_GetBuffer(symbol_object, &symbols, PyBUF_WRITABLE)) return NULL;
    if (PyObject_GetBuffer(id_object, &ids, PyBUF_WRITABLE)) { PyBuffer_Release(&symbols); return NULL; }
    int32_t *symbol = symbols.buf, *id = ids.buf;
    size_t n = (size_t)symbols.len / 4, n_ids = (size_t)ids.len / 4;
    Ints first = {0}, kept = {0};
    int ok = 1;
    Py_BEGIN_ALLOW_THREADS
    int32_t last = 0;
    for (size_t i = 0; ok && i < n; i++) {
        size_t place = (size_t)symbol[i];
        if (place == 0 || place >= n_ids) { ok = 0; break; }
        int32_t found = id[place];
        if (!found) {
            found = id[place] = ++last;
            ok = grow(&first, 1) && grow(&kept, 1);
            if (!ok) break;
            first.data[first.length++] = (int32_t)i;
            kept.data[kept.length++] = symbol[i];
        }
        symbol[i] = found;
    }
    for (size_t i = 0; i < kept.length; i++) id[kept.data[i]] = 0;
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&symbols), PyBuffer_Release(&ids);
    PyObject *result = NULL;
    if (ok)
        result = Py_BuildValue("(y#y#)", first.length ? (char *)first.data : "", (Py_ssize_t)(first.length * 4),
                               kept.length ? (char *)kept.data : "", (Py_ssize_t)(kept.length * 4));
    else PyErr_SetString(PyExc_ValueError, "a symbol is out of range");
    free(first.data), free(kept.data);
    return result;
}


/* count_pairs(ids, begins, ends, n_types) -> (runs, types, counts)
 * Count each type in each run of tokens: int32 columns, runs in order, the types of one in the order
 * of first occurrence. `ids` is int32; `begins` and `ends` are int64, where runs begin and end. */
PyObject *kernel_count_pairs(PyObject *self, PyObject *args) {
    Py_buffer ids, begins, ends;
    Py_ssize_t n_types;
    if (!PyArg_ParseTuple(args, "y*y*y*n", &ids, &begins, &ends, &n_types)) return NULL;
    const int32_t *id = ids.buf;
    const int64_t *begin = begins.buf, *end = ends.buf;
    int64_t n = ids.len / 4, n_runs = begins.len / 8;
    Ints runs = {0}, types = {0}, counts = {0};
    int32_t *place = n_types > 0 ? malloc((size_t)n_types * sizeof *place) : NULL;
    int ok = place != NULL && ends.len == begins.len, in_range = ok || n_types <= 0;
    if (ok) {
        Py_BEGIN_ALLOW_THREADS
        memset(place, -1, (size_t)n_types * sizeof *place);
        for (int64_t run = 0; ok && run < n_runs; run++) {
            /* Where a type stands in the columns; below the first of this run it is of an earlier. */
            int32_t first = (int32_t)types.length;
            if (begin[run] < 0 || end[run] > n) ok = in_range = 0;
            size_t room = end[run] > begin[run] ? (size_t)(end[run] - begin[run]) : 0;
            if (room > (size_t)n_types) room = (size_t)n_types;
            ok = ok && types.length + room < INT32_MAX && grow(&runs, room) && grow(&types, room) && grow(&counts, room);
            for (int64_t i = begin[run]; ok && i < end[run]; i++) {
                int32_t type = id[i];
                if (type < 0 || type >= n_types) { ok = in_range = 0; break; }
                if (place[type] >= first) { counts.data[place[type]]++; continue; }
                place[type] = (int32_t)types.length;
                runs.data[runs.length++] = (int32_t)run;
                types.data[types.length++] = type;
                counts.data[counts.length++] = 1;
            }
        }
        Py_END_ALLOW_THREADS
    }
    free(place);
    PyBuffer_Release(&ids), PyBuffer_Release(&begins), PyBuffer_Release(&ends);
    PyObject *result = NULL;
    Py_ssize_t size = (Py_ssize_t)(types.length * 4);
    if (ok)
        result = Py_BuildValue("(y#y#y#)", size ? (char *)runs.data : "", size, size ? (char *)types.data : "",
                               size, size ? (char *)counts.data : "", size);
    else if (in_range) PyErr_NoMemory();
    else PyErr_SetString(PyExc_ValueError, "a run or a type is out of range");
    free(runs.data), free(types.data), free(counts.data);
    return result;
}
