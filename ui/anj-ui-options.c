/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-ui-options.h"

#include "data/anj-conf.h"
#include "data/anj-pack.h"

#define GROUP "screen"

gboolean
anj_ui_options_parse (AnjUiOptions *self,
                      const char *conf_dir,
                      int argc,
                      char **argv,
                      GError **error)
{
  const GOptionEntry settings[] = {
    { "agent", 0, 0, G_OPTION_ARG_FILENAME, &self->agent, "The agent's socket", "SOCKET" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &self->size, "Size instead of the panel's", "WxH" },
    { "px-per-mm", 0, 0, G_OPTION_ARG_DOUBLE, &self->px_per_mm, "Pixels in a millimetre", "N" },
    { "windowed", 0, 0, G_OPTION_ARG_NONE, &self->windowed, "Stay a window", NULL },
    { "low-power", 0, 0, G_OPTION_ARG_NONE, &self->low_power, "Move nothing", NULL },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &self->language, "id, en, jv, su or mad", "LANGUAGE" },
    { "packs", 0, 0, G_OPTION_ARG_FILENAME, &self->packs, "Folder of the language packs", "DIR" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry others[] = {
    { "session", 0, 0, G_OPTION_ARG_NONE, &self->session, "One screen, for one resident", NULL },
    { "curtain", 0, 0, G_OPTION_ARG_NONE, &self->curtain, "What lies under the screens", NULL },
    { "test-accessibility", 0, 0, G_OPTION_ARG_NONE, &self->test_accessibility,
      "Show widgets to the accessibility bus", NULL },
    { "test-utterances", 0, 0, G_OPTION_ARG_FILENAME, &self->test_utterances,
      "Write down all that is said, secrets too", "FILE" },
    { "test-patience", 0, 0, G_OPTION_ARG_INT, &self->test_patience,
      "Wait so many times as long before a screen is taken for hung", "N" },
    { "allow-unsandboxed", 0, 0, G_OPTION_ARG_NONE, &self->allow_unsandboxed,
      "Go on where no sandbox can be made (trial and tests)", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- the terminal's screen");
  g_auto (GStrv) words = g_strdupv (argv);
  g_autofree char *packs = NULL;

  g_option_context_add_main_entries (context, settings, /* translation_domain */ NULL);
  g_option_context_add_main_entries (context, others, /* translation_domain */ NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (!self->version && !self->session && !self->curtain &&
      !anj_conf_read (conf_dir, GROUP, settings, ANJ_CONF_OURS_ONLY, (const char *const *) words,
                      error))
    return FALSE;
  if (self->language == NULL)
    self->language = g_strdup ("id");
  packs = self->packs != NULL ? self->packs : anj_pack_find_dir ();
  /* a screen's sandbox has another working directory */
  self->packs = g_canonicalize_filename (packs, /* relative_to */ NULL);
  return TRUE;
}

void
anj_ui_options_clear (AnjUiOptions *self)
{
  g_free (self->agent);
  g_free (self->size);
  g_free (self->language);
  g_free (self->packs);
  g_free (self->test_utterances);
}
