/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* where an installed program's settings are */
#define ANJ_CONF_DIR "/etc/anjungan"

/**
 * AnjConfKeys:
 * @ANJ_CONF_OURS_ONLY: a key that is none of the settings is an error
 * @ANJ_CONF_OTHERS_TOO: other commands have settings in the same group: such a key is left alone
 */
typedef enum {
  ANJ_CONF_OURS_ONLY,
  ANJ_CONF_OTHERS_TOO,
} AnjConfKeys;

/**
 * anj_conf_read:
 * @dir: its *.conf (GKeyFile) are read in the order of their names, a later one overrules; may be
 *   missing
 * @group: what of the files is ours
 * @settings: the options that may stand there; long names are the keys
 * @words: the command line as it came: options that it names stay as they are
 * @error: %G_KEY_FILE_ERROR; the message names the file
 *
 * Sets options from files, as if they stood on the command line. Words of a list are parted by
 * ";"; an option without an argument is true or false.
 */
gboolean anj_conf_read (const char *dir,
                        const char *group,
                        const GOptionEntry *settings,
                        AnjConfKeys keys,
                        const char *const *words,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
