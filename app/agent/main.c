/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-commands.h"
#include "net/anj-http-client.h"
#include "system/anj-system.h"

typedef struct
{
  const char *name;
  AnjCommand run;
  gboolean needs_bootstrap;
  gboolean needs_socket;
  gboolean needs_token;
} Verb;

static const Verb verbs[] = {
  { "run", anj_command_run, TRUE, TRUE, FALSE },
  { "enrol", anj_command_enrol, TRUE, FALSE, TRUE },
  { "check", anj_command_check, FALSE, FALSE, FALSE },
  { "outbox", anj_command_outbox, FALSE, FALSE, FALSE },
  { "sync", anj_command_sync, TRUE, FALSE, FALSE }, /* hidden: the agent's own child */
};

/* Keys and other people's cases pass through this memory: no core, no debugger. */
static void
harden (void)
{
  struct rlimit no_core = { 0, 0 };

  setrlimit (RLIMIT_CORE, &no_core);
  prctl (PR_SET_DUMPABLE, 0);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  signal (SIGPIPE, SIG_IGN);
}

static const Verb *
find_verb (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_strcmp0 (name, verbs[i].name) == 0)
      return &verbs[i];
  return NULL;
}

static const char *
find_fault (const Verb *verb, const AnjCommandOptions *options)
{
  if (verb == NULL)
    return "say what to do: run, enrol, check or outbox (--help)";
  if (options->state_dir == NULL)
    return "--state-dir DIR is missing";
  if (verb->needs_bootstrap && options->bootstrap == NULL)
    return "--bootstrap FILE is missing";
  if (verb->needs_socket && options->socket == NULL)
    return "--socket PATH is missing";
  if (verb->needs_token && options->token_file == NULL)
    return "--token-file FILE is missing";
  return NULL;
}

static int
fail (const char *message, int code)
{
  fprintf (stderr, "anjungan-agent: %s\n", message);
  return code;
}

int
main (int argc, char **argv)
{
  AnjCommandOptions options = { .credentials_dir = g_getenv ("CREDENTIALS_DIRECTORY"),
                                .clock = anj_system_clock (),
                                .random = anj_system_random () };
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.state_dir, "Files of this terminal",
      "DIR" },
    { "bootstrap", 0, 0, G_OPTION_ARG_FILENAME, &options.bootstrap, "The hub and its CAs", "FILE" },
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &options.socket, "Where sessions connect", "PATH" },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options.token_file, "Enrolment token", "FILE" },
    { "allow-uid", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.allow_uids,
      "User whose sessions may connect, besides root and our own", "UID" },
    { "camera", 0, 0, G_OPTION_ARG_FILENAME, &options.devices.camera,
      "Camera of this terminal, else the first there is; \"test\": a moving picture", "DEVICE" },
    { "microphone", 0, 0, G_OPTION_ARG_FILENAME, &options.devices.microphone,
      "ALSA's name of the microphone, else its default; \"test\": a beep", "DEVICE" },
    { "floor-us", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT64, &options.floor_us, NULL, NULL },
    { "clock-sure", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options.is_clock_sure, NULL,
      NULL },
    { "cost", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options.cost, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("run|enrol|check|outbox");
  g_autoptr (GError) error = NULL;
  const Verb *verb;
  const char *fault;

  harden ();
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error->message, EX_USAGE);
  if (version)
    {
      printf ("anjungan-agent %s\n", ANJ_VERSION);
      return EX_OK;
    }
  verb = find_verb (argc == 2 ? argv[1] : NULL);
  fault = find_fault (verb, &options);
  if (fault != NULL)
    return fail (fault, EX_USAGE);

  anj_http_client_global_init ();
  if (verb->run (&options, &error))
    return EX_OK;
  return fail (error->message, anj_agent_error_exit_code (error));
}
