/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * anj_clips_check:
 * @folder: of the pack
 * @manifest: that keeps data/schema/pack.json
 *
 * Judges a pack's recordings: that each message with placeholders has one for each stretch of
 * words, that each file is the manifest's (SHA-256) and Ogg/Opus to its end, at most 6 s long, and
 * at -16 LUFS ± 1 (EBU R 128; the design's sound rules).
 *
 * Returns: (transfer full) (element-type utf8): what is wrong, each with the JSON pointer; empty:
 *   all is good
 */
GPtrArray *anj_clips_check (const char *folder, JsonObject *manifest);

G_END_DECLS
