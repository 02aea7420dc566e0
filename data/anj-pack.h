/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * AnjPack:
 *
 * A language of the screen: the folder PACKS/LANGUAGE with manifest.json (data/schema/pack.json),
 * LC_MESSAGES/anjungan.mo and clips. Immutable. Its texts lie so that PACKS is gettext's folder.
 */
typedef struct _AnjPack AnjPack;

/* every pack but Indonesian's has another word for it: so a screen sees that a catalogue answers */
#define ANJ_PACK_PROBE "Kembali"

/* (transfer full): where the packs of this very program lie, installed or not */
char *anj_pack_find_dir (void);

/**
 * anj_pack_load:
 * @packs_dir: holds a folder for each language
 * @language: one of them
 * @error: %G_FILE_ERROR when it cannot be read, %ANJ_ERROR_INVALID, both naming the file
 *
 * Reads the manifest and judges it: its schema, that it is @language's, that who calls a text
 * reviewed names a reviewer, and that only "id" and "en" are the project's own.
 */
AnjPack *anj_pack_load (const char *packs_dir,
                        const char *language,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_pack_free (AnjPack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjPack, anj_pack_free)

/* what it calls itself; (transfer none) */
const char *anj_pack_get_name (const AnjPack *self);
const char *anj_pack_get_greeting (const AnjPack *self);
/* (transfer none) */
const char *anj_pack_get_folder (const AnjPack *self);
JsonObject *anj_pack_get_manifest (const AnjPack *self);

/* whether its texts may be shown to residents in earnest: the project's own, or a native reader's
 * name stands in the manifest */
gboolean anj_pack_is_reviewed (const AnjPack *self);
/* whether its clips may be heard by residents in earnest: the same, of its voice; also where it has
 * none */
gboolean anj_pack_is_voice_reviewed (const AnjPack *self);

/**
 * anj_pack_read_texts:
 * @error: as of anj_pack_load()
 *
 * Returns: (transfer full) (element-type utf8 utf8): its catalogue, judged by anj_mo_read(), with
 *   the probe in it; empty for "id", which needs none
 */
GHashTable *anj_pack_read_texts (const AnjPack *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
