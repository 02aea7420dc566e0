/* SPDX-License-Identifier: GPL-3.0-or-later */

/* anjungan-ask: a resident without pixels, on the same session library as the screen. */

#include <locale.h>
#include <string.h>
#include <sysexits.h>

#include "app/session/anj-ask.h"
#include "core/anj-harden.h"
#include "data/anj-data.h"
#include "system/anj-system.h"

typedef struct
{
  char *socket_path;
  char **photos;
  char **recordings;
  char **words;
  gboolean show_version;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->socket_path);
  g_strfreev (options->photos);
  g_strfreev (options->recordings);
  g_strfreev (options->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "agent", 0, 0, G_OPTION_ARG_FILENAME, &options->socket_path, "The agent's socket", "SOCKET" },
    { "photo", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->photos,
      "A JPEG that goes with what is sent (more than once)", "FILE" },
    { "recording", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->recordings,
      "An Ogg/Opus recording that goes with what is sent", "FILE" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->show_version, "Print the version", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->words, NULL,
      "household | send KIND [--photo FILE]… [--recording FILE] | ticket REGION/NUMBER" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Looks up, sends and follows over the terminal's agent.");
  g_option_context_set_description (
      context, "household  reads lines \"NIK KK\", writes a household's JSON a line\n"
               "send       reads a body as JSON, writes \"REGION/NUMBER PIN\"\n"
               "ticket     reads the PIN, writes state and answer as JSON\n");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error);
}

static int
usage (const char *why)
{
  g_printerr ("anjungan-ask: %s; see anjungan-ask --help\n", why);
  return EX_USAGE;
}

static gboolean
is_command (char **words)
{
  guint n_words = words != NULL ? g_strv_length (words) : 0;

  return (n_words == 1 && strcmp (words[0], "household") == 0) ||
         (n_words == 2 && (strcmp (words[0], "send") == 0 || strcmp (words[0], "ticket") == 0));
}

static int
run_command (const AnjAsk *ask, const Options *options)
{
  char **words = options->words;

  if (strcmp (words[0], "household") == 0)
    return anj_ask_household (ask);
  if (strcmp (words[0], "send") == 0)
    return anj_ask_send (ask, words[1], (const char *const *) options->photos,
                         (const char *const *) options->recordings);
  return anj_ask_ticket (ask, words[1]);
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjRegionTable) regions = anj_data_regions_new (&error);
  g_autoptr (AnjSession) session = NULL;
  AnjAsk ask = { NULL, regions, stdin, stdout, stderr };
  int exit_code = EX_SOFTWARE;

  if (regions == NULL)
    {
      g_printerr ("anjungan-ask: %s; build it again\n", error->message);
      return EX_SOFTWARE;
    }
  session = anj_ask_connect (options->socket_path, anj_system_clock (), anj_system_random (),
                             stderr, &exit_code);
  if (session == NULL)
    return exit_code;
  ask.session = session;
  return run_command (&ask, options);
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!parse_options (&options, argc, argv, &error))
    return usage (error->message);
  if (options.show_version)
    {
      g_print ("anjungan-ask %s\n", ANJ_VERSION);
      return EX_OK;
    }
  if (!is_command (options.words))
    return usage ("say household, send KIND or ticket REGION/NUMBER");
  if ((options.photos != NULL || options.recordings != NULL) &&
      strcmp (options.words[0], "send") != 0)
    return usage ("--photo and --recording go with send");
  if (options.socket_path == NULL)
    return usage ("--agent SOCKET is missing");
  if (!anj_harden_self (ANJ_HARDEN_ALONE))
    return EX_OSERR;
  return run (&options);
}
