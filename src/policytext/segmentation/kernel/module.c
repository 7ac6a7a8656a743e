/* The module: what Python sees of the kernel. */
#include "kernel.h"

static PyMethodDef methods[] = {
    {"build", kernel_build, METH_VARARGS, "Build the double array of a dictionary."},
    {"count_pairs", kernel_count_pairs, METH_VARARGS, "Count each type in each run of tokens."},
    {"cut", kernel_cut, METH_VARARGS, "Cut texts by a dictionary, as jieba does."},
    {"cut_chain", kernel_cut_chain, METH_VARARGS, "Cut texts by a linear-chain model, as pkuseg does."},
    {"name_types", kernel_name_types, METH_VARARGS, "Give the forms of types."},
    {"number_types", kernel_number_types, METH_VARARGS, "Give types dense ids."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_kernel", "The segmentation kernel.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
