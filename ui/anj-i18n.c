/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-i18n.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

/* gettext looks LANGUAGE up again when this changes (gettext manual, "Being a gettext caller") */
extern int _nl_msg_cat_cntr;

char *
anj_i18n_find_dir (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self != NULL ? self : ".");
  g_autofree char *beside = g_build_filename (folder, "..", "po", NULL);

  /* a build that is not installed has them beside it */
  return g_strdup (g_file_test (beside, G_FILE_TEST_IS_DIR) ? beside : ANJ_LOCALE_DIR);
}

void
anj_i18n_init (const char *locale_dir)
{
  setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

void
anj_i18n_set_language (const char *language)
{
  if (g_strcmp0 (g_getenv ("LANGUAGE"), language) == 0)
    return;
  g_setenv ("LANGUAGE", language, /* overwrite */ TRUE);
  _nl_msg_cat_cntr++;
}

gboolean
anj_i18n_check (const char *language)
{
  anj_i18n_set_language (language);
  /* a word that differs from Indonesian in each language there will be */
  return strcmp (_ ("Kembali"), "Kembali") != 0;
}
