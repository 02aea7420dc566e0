/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-agent-options.h"

#include "data/anj-conf.h"

#define GROUP "agent"

static gboolean
parse_all (AnjAgentOptions *self,
           const GOptionEntry *settings,
           const GOptionEntry *others,
           int argc,
           char **argv,
           GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("run|enrol|check|outbox");

  g_option_context_add_main_entries (context, settings, /* translation_domain */ NULL);
  g_option_context_add_main_entries (context, others, /* translation_domain */ NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  self->verb = argc == 2 ? g_strdup (argv[1]) : NULL;
  return TRUE;
}

gboolean
anj_agent_options_parse (AnjAgentOptions *self,
                         const char *conf_dir,
                         int argc,
                         char **argv,
                         GError **error)
{
  const GOptionEntry settings[] = {
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->state_dir, "Files of this terminal", "DIR" },
    { "bootstrap", 0, 0, G_OPTION_ARG_FILENAME, &self->bootstrap, "The hub and its CAs", "FILE" },
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &self->socket, "Where sessions connect", "PATH" },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->token_file, "Enrolment token", "FILE" },
    { "tpm", 0, 0, G_OPTION_ARG_STRING, &self->tpm,
      "TPM that keeps the keys, as device:/dev/tpmrm0; else files do", "TCTI" },
    { "allow-uid", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->allow_uids,
      "User whose sessions may connect, besides root and our own", "UID" },
    { "camera", 0, 0, G_OPTION_ARG_FILENAME, &self->camera,
      "Camera of this terminal, else the first there is; \"test\": a moving picture", "DEVICE" },
    { "microphone", 0, 0, G_OPTION_ARG_FILENAME, &self->microphone,
      "ALSA's name of the microphone, else its default; \"test\": a beep", "DEVICE" },
    { "sound", 0, 0, G_OPTION_ARG_FILENAME, &self->sound,
      "ALSA's name of the loudspeaker and headset, else its default; \"test:FILE\": a file",
      "DEVICE" },
    { "headset-jack", 0, 0, G_OPTION_ARG_FILENAME, &self->headset_jack,
      "ALSA's card and control that tell whether a headset is in, as \"hw:0/Headphone Jack\"",
      "CARD/CONTROL" },
    { "printer", 0, 0, G_OPTION_ARG_FILENAME, &self->printer,
      "Receipt printer that knows ESC/POS, as /dev/usb/lp0; else there is none", "DEVICE" },
    { "printer-mm", 0, 0, G_OPTION_ARG_INT, &self->printer_mm,
      "Width of its paper, else as the configuration says", "80|58" },
    { "labels", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->labels,
      "Label of this terminal, which configurations may select by", "LABEL" },
    { "hardware", 0, 0, G_OPTION_ARG_STRING, &self->hardware,
      "Model of this terminal, else what its firmware says", "MODEL" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry others[] = {
    { "floor-us", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT64, &self->floor_us, NULL, NULL },
    { "cost", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &self->cost, NULL, NULL },
    { "replace", 0, 0, G_OPTION_ARG_STRING, &self->replaced,
      "enrol: go on as this terminal, whose cases lie in DIR, with another key", "ID" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = g_strdupv (argv);

  if (!parse_all (self, settings, others, argc, argv, error))
    return FALSE;
  return self->version || g_strcmp0 (self->verb, "sync") == 0 ||
         anj_conf_read (conf_dir, GROUP, settings, ANJ_CONF_OURS_ONLY, (const char *const *) words,
                        error);
}

void
anj_agent_options_clear (AnjAgentOptions *self)
{
  g_free (self->verb);
  g_free (self->state_dir);
  g_free (self->bootstrap);
  g_free (self->socket);
  g_free (self->token_file);
  g_free (self->replaced);
  g_free (self->tpm);
  g_strfreev (self->allow_uids);
  g_free (self->camera);
  g_free (self->microphone);
  g_free (self->sound);
  g_free (self->headset_jack);
  g_free (self->printer);
  g_strfreev (self->labels);
  g_free (self->hardware);
  g_free (self->cost);
}
