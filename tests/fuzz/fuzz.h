/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * A target is a file with LLVMFuzzerTestOneInput(). libFuzzer drives it (-Dfuzz=true), and
 * corpus-runner.c does in every build, over tests/fuzz/corpus/NAME. What a target promises beyond
 * "does not crash" stands in its head and is asserted.
 */

/* libFuzzer's own names */
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes);
/* at most @n_max of @data are written; returns how many */
gsize LLVMFuzzerCustomMutator (guint8 *data, gsize n_bytes, gsize n_max, unsigned seed);
/* the driver's: changes a byte or so */
gsize LLVMFuzzerMutate (guint8 *data, gsize n_bytes, gsize n_max);

/* drops messages and debug output; warnings are still seen (and fatal by G_DEBUG) */
void fuzz_be_quiet (void);

/* a refusal says something that can be logged: UTF-8, not empty */
void fuzz_assert_refused (const GError *error);

/* an input was taken, not refused: the runner asks that some of the corpus are, lest it rot */
void fuzz_note_taken (void);
guint fuzz_count_taken (void);

/* whether both serialise to the same value */
gboolean fuzz_objects_equal (JsonObject *a, JsonObject *b);

/* (transfer full): tests/fuzz/signed/NAME, which must be there; ends with a NUL beyond its size */
GBytes *fuzz_read_signed (const char *name);

G_END_DECLS
