/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-agent-options.h"
#include "app/agent/anj-commands.h"
#include "app/agent/anj-key-tpm.h"
#include "core/anj-harden.h"
#include "core/anj-memory.h"
#include "data/anj-conf.h"
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

static const Verb *
find_verb (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_strcmp0 (name, verbs[i].name) == 0)
      return &verbs[i];
  return NULL;
}

static const char *
find_fault (const Verb *verb, const AnjAgentOptions *given)
{
  if (verb == NULL)
    return "say what to do: run, enrol, check or outbox (--help)";
  if (given->state_dir == NULL)
    return "--state-dir DIR is missing";
  if (verb->needs_bootstrap && given->bootstrap == NULL)
    return "--bootstrap FILE is missing";
  if (verb->needs_socket && given->socket == NULL)
    return "--socket PATH is missing";
  if (verb->needs_token && given->token_file == NULL)
    return "--token-file FILE is missing";
  if (given->printer_mm != 0 && given->printer_mm != 80 && given->printer_mm != 58)
    return "--printer-mm is 80 or 58";
  return NULL;
}

static int
fail (const char *message, int code)
{
  fprintf (stderr, "anjungan-agent: %s\n", message);
  return code;
}

static gboolean
run (const Verb *verb, const AnjAgentOptions *given, GError **error)
{
  const AnjCommandOptions options = {
    .state_dir = given->state_dir,
    .bootstrap = given->bootstrap,
    .socket = given->socket,
    .token_file = given->token_file,
    .replaced = given->replaced,
    .cost = given->cost,
    .floor_us = given->floor_us,
    .allow_uids = (const char *const *) given->allow_uids,
    .credentials_dir = g_getenv ("CREDENTIALS_DIRECTORY"),
    .tpm = given->tpm,
    .devices = { .camera = given->camera,
                 .microphone = given->microphone,
                 .sound = given->sound,
                 .headset_jack = given->headset_jack,
                 .printer = given->printer,
                 .printer_mm = given->printer_mm },
    .labels = (const char *const *) given->labels,
    .hardware = given->hardware,
    .clock = anj_system_clock (),
    .random = anj_system_random (),
  };

  return verb->run (&options, error);
}

int
main (int argc, char **argv)
{
  g_auto (AnjAgentOptions) given = { 0 };
  g_autoptr (GError) error = NULL;
  const Verb *verb;
  const char *fault;

  umask (077); /* SQLite leaves it to this who may read its files */
  if (!anj_harden_self (ANJ_HARDEN_ALONE) || !anj_memory_end_when_full ())
    return EX_OSERR;
  signal (SIGPIPE, SIG_IGN);
  if (!anj_agent_options_parse (&given, ANJ_CONF_DIR, argc, argv, &error))
    return fail (error->message, error->domain == G_KEY_FILE_ERROR ? EX_CONFIG : EX_USAGE);
  if (given.version)
    {
      printf ("anjungan-agent %s\n", ANJ_VERSION);
      return EX_OK;
    }
  verb = find_verb (given.verb);
  fault = find_fault (verb, &given);
  if (fault != NULL)
    return fail (fault, EX_USAGE);

  anj_http_client_global_init ();
  anj_key_tpm_init ();
  if (run (verb, &given, &error))
    return EX_OK;
  return fail (error->message, anj_agent_error_exit_code (error));
}
