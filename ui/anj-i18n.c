/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-i18n.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "data/anj-pack.h"

/* gettext looks LANGUAGE up again when this changes (gettext manual, "Being a gettext caller") */
extern int _nl_msg_cat_cntr;

void
anj_i18n_init (const char *packs_dir)
{
  setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, packs_dir);
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
  return strcmp (_ (ANJ_PACK_PROBE), ANJ_PACK_PROBE) != 0;
}
