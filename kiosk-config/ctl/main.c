/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>
#include <sysexits.h>

#include "core/anj-error.h"
#include "data/anj-pack.h"
#include "kiosk-config/ctl/anj-ctl.h"
#include "system/anj-system.h"

static const AnjCtlCommand commands[] = {
  { "terminal", "token", 0, "--region CODE | --replace ID, --out DIR [--hours N]",
    anj_ctl_terminal_token },
  { "terminal", "list", 0, "[--region CODE] [--state STATE] [--silent]", anj_ctl_terminal_list },
  { "terminal", "show", 1, "ID", anj_ctl_terminal_show },
  { "terminal", "guesses", 0, "[--region CODE] [--state all]", anj_ctl_terminal_guesses },
  { "terminal", "revoke", 1, "ID [--reason WORDS]", anj_ctl_terminal_revoke },
  { "terminal", "confirm", 1, "ID", anj_ctl_terminal_confirm },
  { "terminal", "lock", ANJ_CTL_ANY, "ID… | --region CODE [--yes] [--expires 24h]",
    anj_ctl_terminal_lock },
  { "terminal", "unlock", ANJ_CTL_ANY, "ID… | --region CODE [--yes] [--expires 24h]",
    anj_ctl_terminal_unlock },
  { "terminal", "wipe", ANJ_CTL_ANY, "ID… | --region CODE [--yes] [--expires 24h]",
    anj_ctl_terminal_wipe },
  { "terminal", "restart", ANJ_CTL_ANY, "ID… | --region CODE [--yes] [--expires 24h]",
    anj_ctl_terminal_restart },
  { "terminal", "sync", ANJ_CTL_ANY, "ID… | --region CODE [--yes] [--expires 24h]",
    anj_ctl_terminal_sync },
  { "terminal", "renew", ANJ_CTL_ANY, "ID… | --region CODE [--yes] [--expires 24h]",
    anj_ctl_terminal_renew },
  { "terminal", "logs", ANJ_CTL_ANY,
    "ID… | --region CODE [--yes] [--expires 24h], then ID --out FILE", anj_ctl_terminal_logs },
  { "terminal", "commands", ANJ_CTL_ANY, "ID | --region CODE", anj_ctl_terminal_commands },
  { "terminal", "cancel", 1, "COMMAND | KIND --region CODE", anj_ctl_terminal_cancel },
  { "config", "show", ANJ_CTL_ANY,
    "[FILE] [--terminal ID | --region CODE [--label LABEL]… [--hardware MODEL]] [--origin]",
    anj_ctl_config_show },
  { "config", "diff", 2, "FILE|published FILE|published", anj_ctl_config_diff },
  { "config", "check", 1, "SRC [--packs DIR]", anj_ctl_config_check },
  { "config", "sign", 1, "SRC --signer DIR --out FILE [--chain FILE] [--packs DIR]",
    anj_ctl_config_sign },
  { "config", "publish", 1, "FILE", anj_ctl_config_publish },
  { "rollout", "start", 1,
    "FILE [--region CODE,…] [--label LABEL]… [--hardware MODEL] [--groups 0.1%,1%,10%,100%]"
    " [--success 99] [--errors 1] [--window 20:00-05:00] [--soak 30m] [--answer 15m]"
    " [--deadline 2d] [--at-once 2000]",
    anj_ctl_rollout_start },
  { "rollout", "list", 0, "", anj_ctl_rollout_list },
  { "rollout", "show", 1, "ROLLOUT", anj_ctl_rollout_show },
  { "rollout", "pause", 1, "ROLLOUT", anj_ctl_rollout_pause },
  { "rollout", "resume", 1, "ROLLOUT", anj_ctl_rollout_resume },
  { "rollout", "stop", 1, "ROLLOUT", anj_ctl_rollout_stop },
  { "rollout", "retry", 1, "ROLLOUT", anj_ctl_rollout_retry },
  { "rollout", "evidence", 2, "ROLLOUT TERMINAL --out FILE", anj_ctl_rollout_evidence },
  { "pack", "check", 1, "DIR [--packs DIR]", anj_ctl_pack_check },
  { "ticket", "list", 0, "[--region CODE] [--state STATE]", anj_ctl_ticket_list },
  { "ticket", "show", 1, "[REGION/]NUMBER --key DIR [--save DIR]", anj_ctl_ticket_show },
  { "ticket", "answer", 1, "[REGION/]NUMBER --key DIR --text WORDS [--state STATE] [--role ROLE]",
    anj_ctl_ticket_answer },
};

static char *
describe_commands (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %s %s %s\n", commands[i].group, commands[i].verb,
                            commands[i].usage);
  g_string_append (text, "\n--admin and --identity may stand in ~/.config/anjungan/ctl.conf:\n"
                         "  [ctl]\n  admin=https://hub.example:8444\n  identity=/etc/anjungan/me");
  return g_string_free (text, FALSE);
}

static void
read_defaults (AnjCtl *ctl)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "anjungan", "ctl.conf", NULL);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  if (ctl->admin == NULL)
    ctl->admin = g_key_file_get_string (file, "ctl", "admin", NULL);
  if (ctl->identity == NULL)
    ctl->identity = g_key_file_get_string (file, "ctl", "identity", NULL);
}

static int
exit_code (const GError *error)
{
  static const int codes[] = {
    [ANJ_CTL_ERROR_USAGE] = EX_USAGE,      [ANJ_CTL_ERROR_DATA] = EX_DATAERR,
    [ANJ_CTL_ERROR_NO_INPUT] = EX_NOINPUT, [ANJ_CTL_ERROR_UNAVAILABLE] = EX_UNAVAILABLE,
    [ANJ_CTL_ERROR_REFUSED] = EX_NOPERM,
  };

  if (error->domain == ANJ_CTL_ERROR)
    return codes[error->code];
  return error->domain == ANJ_ERROR && error->code != ANJ_ERROR_FAILED ? EX_DATAERR : EX_SOFTWARE;
}

static int
fail (GError *error)
{
  int code = exit_code (error);

  g_printerr ("anjunganctl: %s\n", error->message);
  g_error_free (error);
  return code;
}

static void
clear_ctl (AnjCtl *ctl)
{
  g_free (ctl->admin);
  g_free (ctl->identity);
  g_free (ctl->region);
  g_free (ctl->replaced);
  g_free (ctl->out);
  g_free (ctl->expires);
  g_free (ctl->signer);
  g_free (ctl->key);
  g_free (ctl->state);
  g_free (ctl->text);
  g_free (ctl->role);
  g_free (ctl->reason);
  g_free (ctl->save);
  g_free (ctl->packs);
  g_free (ctl->terminal);
  g_strfreev (ctl->labels);
  g_free (ctl->hardware);
  g_free (ctl->chain);
  g_free (ctl->groups);
  g_free (ctl->success);
  g_free (ctl->errors);
  g_free (ctl->window);
  g_free (ctl->soak);
  g_free (ctl->answer);
  g_free (ctl->deadline);
}

static const AnjCtlCommand *
find_command (int n_words, char **words, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands) && n_words >= 2; i++)
    if (strcmp (commands[i].group, words[0]) == 0 && strcmp (commands[i].verb, words[1]) == 0)
      {
        if (commands[i].n_arguments == ANJ_CTL_ANY || n_words - 2 == commands[i].n_arguments)
          return &commands[i];
        g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE, "usage: anjunganctl %s %s %s",
                     commands[i].group, commands[i].verb, commands[i].usage);
        return NULL;
      }
  g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                       "no such command; anjunganctl --help lists them");
  return NULL;
}

static gboolean
parse (AnjCtl *ctl, gboolean *out_version, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("GROUP VERB …");
  g_autofree char *description = describe_commands ();
  const GOptionEntry entries[] = {
    { "admin", 0, 0, G_OPTION_ARG_STRING, &ctl->admin, "Admin listener of the hub", "URL" },
    { "identity", 0, 0, G_OPTION_ARG_FILENAME, &ctl->identity, "Folder of your keys", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->as_json, "Print JSON", NULL },
    { "region", 0, 0, G_OPTION_ARG_STRING, &ctl->region, "Region", "CODE" },
    { "replace", 0, 0, G_OPTION_ARG_STRING, &ctl->replaced,
      "Terminal that lost its key and goes on with another", "ID" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &ctl->out, "Where to write", "PATH" },
    { "hours", 0, 0, G_OPTION_ARG_INT, &ctl->hours, "Life of a token (at most 72)", "N" },
    { "expires", 0, 0, G_OPTION_ARG_STRING, &ctl->expires,
      "How long a command waits for a terminal, as 24h or 7d (24h)", "TIME" },
    { "signer", 0, 0, G_OPTION_ARG_FILENAME, &ctl->signer, "The configuration signer", "DIR" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &ctl->key, "The office's key", "DIR" },
    { "state", 0, 0, G_OPTION_ARG_STRING, &ctl->state, "State of a ticket or terminal", "STATE" },
    { "silent", 0, 0, G_OPTION_ARG_NONE, &ctl->silent, "Only terminals that should call and do not",
      NULL },
    { "text", 0, 0, G_OPTION_ARG_STRING, &ctl->text, "Words for the resident", "WORDS" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &ctl->role, "Who answers (DINSOS_KAB)", "ROLE" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &ctl->reason, "Why", "WORDS" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &ctl->save, "Where to put photos and recordings, opened",
      "DIR" },
    { "packs", 0, 0, G_OPTION_ARG_FILENAME, &ctl->packs, "Folder of the language packs", "DIR" },
    { "terminal", 0, 0, G_OPTION_ARG_STRING, &ctl->terminal, "Terminal", "ID" },
    { "label", 0, 0, G_OPTION_ARG_STRING_ARRAY, &ctl->labels, "Label of a terminal", "LABEL" },
    { "hardware", 0, 0, G_OPTION_ARG_STRING, &ctl->hardware, "Hardware of a terminal", "MODEL" },
    { "chain", 0, 0, G_OPTION_ARG_FILENAME, &ctl->chain,
      "Certificates that lead from the signer to older roots", "FILE" },
    { "groups", 0, 0, G_OPTION_ARG_STRING, &ctl->groups, "Shares of the fleet, one after the other",
      "PERCENT,…" },
    { "success", 0, 0, G_OPTION_ARG_STRING, &ctl->success, "How many of a group have to keep it",
      "PERCENT" },
    { "errors", 0, 0, G_OPTION_ARG_STRING, &ctl->errors, "How many of a group may fail",
      "PERCENT" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &ctl->window,
      "When terminals may be told, by their village's clock", "HH:MM-HH:MM" },
    { "soak", 0, 0, G_OPTION_ARG_STRING, &ctl->soak, "Time between two groups", "TIME" },
    { "answer", 0, 0, G_OPTION_ARG_STRING, &ctl->answer, "Who says nothing for so long is silent",
      "TIME" },
    { "deadline", 0, 0, G_OPTION_ARG_STRING, &ctl->deadline, "When a group is judged at the latest",
      "TIME" },
    { "at-once", 0, 0, G_OPTION_ARG_INT, &ctl->at_once, "Terminals told that may lack an answer",
      "N" },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &ctl->sure, "All terminals of the region are meant", NULL },
    { "origin", 0, 0, G_OPTION_ARG_NONE, &ctl->origin, "Where each value comes from", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, out_version, "Print the version", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  g_option_context_set_summary (context, "The admin's and the officer's tool.");
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    {
      (*error)->domain = ANJ_CTL_ERROR;
      (*error)->code = ANJ_CTL_ERROR_USAGE;
      return FALSE;
    }
  return TRUE;
}

static int
run (AnjCtl *ctl, int argc, char **argv)
{
  gboolean is_version = FALSE;
  const AnjCtlCommand *command;
  GError *error = NULL;

  if (!parse (ctl, &is_version, &argc, &argv, &error))
    return fail (error);
  if (is_version)
    {
      g_print ("anjunganctl %s\n", ANJ_VERSION);
      return EX_OK;
    }
  command = find_command (argc - 1, argv + 1, &error);
  if (command == NULL)
    return fail (error);
  read_defaults (ctl);
  if (ctl->packs == NULL)
    ctl->packs = anj_pack_find_dir ();
  return command->run (ctl, argv + 3, &error) ? EX_OK : fail (error);
}

int
main (int argc, char **argv)
{
  AnjCtl ctl = { .clock = anj_system_clock (), .random = anj_system_random () };
  int code;

  setlocale (LC_ALL, "");
  code = run (&ctl, argc, argv);
  clear_ctl (&ctl);
  return code;
}
