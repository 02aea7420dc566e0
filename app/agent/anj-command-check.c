/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-commands.h"
#include "app/agent/anj-enrol.h"
#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-memory-check.h"
#include "app/agent/anj-outbox.h"
#include "app/agent/anj-room.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal.h"
#include "core/anj-damage-words.h"
#include "core/anj-time.h"
#include "net/anj-http-client.h"

#define ANSWER_MAX_BYTES (4u * 1024 * 1024)
#define TIMEOUT_MS 30000
#define MIB 1048576
#define DAMAGE_MAX_LINES 20
#define CLOCK_TOLERANCE_US (300 * (gint64) G_USEC_PER_SEC)

/* What the checks hand on. */
typedef struct
{
  const AnjCommandOptions *options;
  AnjBootstrap *bootstrap;
  AnjIdentity *identity;
  AnjTerminalHealth *health;
} Check;

static void
check_clear (Check *check)
{
  g_clear_pointer (&check->health, anj_terminal_health_free);
  g_clear_pointer (&check->identity, anj_identity_free);
  g_clear_pointer (&check->bootstrap, anj_bootstrap_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

static char *
describe_keys (const AnjIdentity *identity)
{
  static const char *const places[] = {
    [ANJ_KEY_SOURCE_FILE] = "files (the weaker case: anyone with the disk has them)",
    [ANJ_KEY_SOURCE_CREDENTIAL] = "a system credential",
    [ANJ_KEY_SOURCE_TPM] = "the TPM",
  };
  const char *fault = anj_store_keys_find_fault (identity->state_dir, identity->key_source);

  return g_strconcat (places[identity->key_source], fault != NULL ? "; " : NULL, fault, NULL);
}

static char *
check_key (Check *check, GError **error)
{
  const AnjCommandOptions *options = check->options;
  g_autofree char *end = NULL;
  g_autofree char *keys = NULL;

  check->bootstrap = options->bootstrap != NULL
                         ? anj_bootstrap_load_or_kept (options->bootstrap, options->state_dir,
                                                       error)
                         : anj_bootstrap_load_state (options->state_dir, error);
  if (check->bootstrap == NULL)
    return NULL;
  check->identity = anj_identity_load (options->state_dir, options->credentials_dir,
                                       check->bootstrap, error);
  if (check->identity == NULL)
    return NULL;
  end = anj_time_format (anj_cert_not_after_us (check->identity->cert));
  keys = describe_keys (check->identity);
  return g_strdup_printf ("%s, %s, certificate until %s; store keys from %s",
                          check->identity->terminal, check->identity->region, end, keys);
}

static gboolean
check_storage (const AnjTerminalHealth *health, GError **error)
{
  if (g_str_equal (health->storage, "good"))
    return TRUE;
  g_set_error (
      error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK,
      "%s: look-ups go on, no case is taken; make the state directory writable, or replace "
      "the disk",
      health->storage);
  return FALSE;
}

static gboolean
check_standing (const AnjTerminalHealth *health, GError **error)
{
  if (!health->is_behind)
    return TRUE;
  g_set_error_literal (
      error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE,
      "the hub has cases that this disk does not know: it is an older copy, no case is taken; find "
      "out who put it there, then enrol this terminal anew");
  return FALSE;
}

static void
explain_damage (GError *error)
{
  g_autofree char *words = NULL;

  if (!g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED))
    return;
  words = error->message;
  error->message = g_strconcat (
      words, "; start the agent: it saves what is whole and names the rest", NULL);
}

static char *
check_store (Check *check, GError **error)
{
  g_autoptr (AnjTerminal) terminal = anj_terminal_look (
      check->identity, check->bootstrap, check->options->clock, check->options->random, error);

  g_autofree char *boot_id = anj_command_read_boot_id (/* error */ NULL);

  if (terminal == NULL)
    {
      explain_damage (*error);
      return NULL;
    }
  if (boot_id != NULL)
    anj_terminal_resume_time (terminal, boot_id);
  check->health = anj_terminal_examine (terminal, error);
  if (check->health == NULL || !check_storage (check->health, error) ||
      !check_standing (check->health, error))
    return NULL;
  return g_strdup_printf (
      "%s%s; cases waiting for the hub: %u, for its backup: %u; files in quarantine/: %u; "
      "configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "%s%s",
      check->health->is_synced ? "synced" : "not synced yet",
      check->health->is_locked    ? "; locked by an admin: nobody is served"
      : check->health->is_revoked ? "; refused by the hub: nobody is served"
                                  : "",
      check->health->n_waiting, check->health->n_kept, check->health->n_quarantine,
      check->health->config_epoch, check->health->config_version,
      check->health->config_problem != NULL ? "; refused: " : "",
      check->health->config_problem != NULL ? check->health->config_problem : "");
}

static char *
check_disk (Check *check, GError **error)
{
  const char *dir = check->identity->state_dir;
  gint64 free_bytes = anj_room_read_free_bytes (dir);
  AnjRoom room = anj_room_judge (free_bytes);
  g_autofree char *free_text = free_bytes >= 0
                                   ? g_strdup_printf ("%.1f MiB", (double) free_bytes / MIB)
                                   : g_strdup ("how much is not known");

  if (room != ANJ_ROOM_NONE)
    return g_strconcat (free_text, " free in ", dir,
                        room == ANJ_ROOM_LITTLE ? ", which is little: make room" : NULL, NULL);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL,
               "%s free in %s: no case is taken and no command done; make room", free_text, dir);
  return NULL;
}

/* nothing depends on the machine's own clock, but that its journal can be read */
static char *
check_clock (Check *check, GError **error)
{
  const AnjTerminalHealth *health = check->health;
  gint64 wall_us = anj_clock_real_us (check->options->clock);
  g_autofree char *wall = anj_time_format (wall_us);
  g_autofree char *known = anj_time_format (health->now_us);
  gboolean is_wrong = wall_us < health->floor_us - CLOCK_TOLERANCE_US ||
                      (health->is_time_sure && ABS (wall_us - health->now_us) > CLOCK_TOLERANCE_US);

  if (!is_wrong && health->is_time_sure)
    return g_strdup_printf ("%s, as the hub says", known);
  if (!is_wrong)
    return g_strdup_printf ("%s, at least %s; no hub has said so since the machine was switched on",
                            wall, known);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE,
               "it shows %s, but it is %s%s; this terminal goes by the latter; set the clock", wall,
               health->is_time_sure ? "" : "at least ", known);
  return NULL;
}

/* the library's words, where they were, and what to do */
static void
explain_line (const char *hub, GError **error)
{
  const char *advice = "";
  g_autofree char *words = NULL;

  if (g_error_matches (*error, ANJ_NET_ERROR, ANJ_NET_ERROR_UNREACHABLE) ||
      g_error_matches (*error, ANJ_NET_ERROR, ANJ_NET_ERROR_TIMEOUT))
    advice = "; see that this network reaches the hub and that it serves";
  words = (*error)->message;
  (*error)->message = g_strconcat (hub, ": ", words, advice, NULL);
}

static char *
check_hub (Check *check, GError **error)
{
  g_autoptr (AnjHttpClient) client = anj_http_client_new (check->options->clock);
  const AnjTerminalHealth *health = check->health;
  gint64 floor_us = health->is_clock_sure ? health->now_us : health->floor_us;
  const char *cursor = health->channel_cursor;
  g_autofree char *since = g_uri_escape_string (cursor != NULL ? cursor : "0", NULL, FALSE);
  g_autofree char *url = NULL;
  g_autoptr (AnjHttpResponse) response = NULL;

  anj_hub_cas_set_client (client, check->identity, check->bootstrap);
  anj_http_client_set_time_floor (client, MAX (floor_us, 1), /* is_clock_sure */ FALSE);
  url = g_strdup_printf (
      "%s/v1/channel?config=%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "&since=%s&hold=1",
      check->bootstrap->hub, check->health->config_epoch, check->health->config_version, since);
  response = anj_http_client_send (
      client, anj_http_request_new ("GET", url, ANSWER_MAX_BYTES, TIMEOUT_MS), NULL, error);
  if (response == NULL)
    {
      explain_line (check->bootstrap->hub, error);
      return NULL;
    }
  return g_strdup (check->bootstrap->hub);
}

static void
print_device (AnjDevices *devices, const char *kind)
{
  g_autofree char *name = anj_devices_find (devices, kind);

  if (name != NULL)
    printf ("%s: ok: %s\n", kind, name);
  else
    printf ("%s: warning: none found\n", kind);
}

static void
print_memory (const char *state_dir)
{
  const AnjMemoryCheck check = { .proc_dir = "/proc", .sys_dir = "/sys", .state_dir = state_dir };
  gboolean is_safe;
  g_autofree char *text = anj_memory_check (&check, &is_safe);

  printf ("memory: %s: %s\n", is_safe ? "ok" : "warning", text);
}

/* what happened to the files; none of it needs more than to be read */
static void
print_damage (GPtrArray *events)
{
  if (events->len == 0)
    printf ("damage: ok: none\n");
  for (guint i = 0; i < MIN (events->len, DAMAGE_MAX_LINES); i++)
    {
      const AnjDamageEvent *event = events->pdata[i];
      g_autofree char *time = anj_time_format (event->last_us);
      const AnjDamageTold told = { .time = time,
                                   .is_unsure = event->is_unsure,
                                   .file = event->file,
                                   .kind = event->kind,
                                   .n_times = event->n_times,
                                   .n = event->n,
                                   .detail = event->detail };
      g_autofree char *line = anj_damage_tell (&told);

      printf ("damage: warning: %s\n", line);
    }
}

typedef struct
{
  const char *name;
  char *(*run) (Check *check, GError **error);
} CheckStep;

gboolean
anj_command_check (const AnjCommandOptions *options, GError **error)
{
  static const CheckStep steps[] = {
    { "key", check_key },     { "store", check_store }, { "disk", check_disk },
    { "clock", check_clock }, { "hub", check_hub },
  };
  g_auto (Check) check = { .options = options };
  g_autoptr (GError) first = NULL;
  g_autoptr (AnjDevices) devices = anj_devices_new (&options->devices);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GError) fault = NULL;
      /* without key or store the rest has nothing to look at */
      gboolean can_run = i == 0 || (check.identity != NULL && (i == 1 || check.health != NULL));
      g_autofree char *text = can_run ? steps[i].run (&check, &fault) : NULL;

      if (text != NULL)
        printf ("%s: ok: %s\n", steps[i].name, text);
      else
        printf ("%s: fault: %s\n", steps[i].name,
                fault != NULL ? fault->message : "not checked, for the fault above");
      if (fault != NULL && first == NULL)
        first = g_steal_pointer (&fault);
    }
  print_memory (options->state_dir);
  if (check.health != NULL)
    print_damage (check.health->damage);
  print_device (devices, ANJ_DEVICE_PRINTER);
  print_device (devices, ANJ_DEVICE_CAMERA);
  print_device (devices, ANJ_DEVICE_MICROPHONE);
  print_device (devices, ANJ_DEVICE_SOUND);
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

static char *
read_oldest (const AnjIdentity *identity, const AnjRandom *random, GError **error)
{
  g_autoptr (AnjOutbox) outbox = anj_outbox_open (identity->state_dir, identity->terminal,
                                                  identity->k_out, random, ANJ_DB_READ, error);
  g_autoptr (GPtrArray) entries = outbox != NULL ? anj_outbox_read (outbox, 0, 1, 0, error) : NULL;
  g_autoptr (AnjHeader) header = NULL;

  if (entries == NULL)
    return NULL;
  if (entries->len == 0)
    return g_strdup ("-");
  header = anj_header_parse (((AnjOutboxEntry *) entries->pdata[0])->header, error);
  return header != NULL ? g_strdup (header->submitted) : NULL;
}

gboolean
anj_command_outbox (const AnjCommandOptions *options, GError **error)
{
  g_auto (Check) check = { .options = options };
  g_autofree char *key = check_key (&check, error);
  g_autofree char *store = key != NULL ? check_store (&check, error) : NULL;
  g_autofree char *oldest = store != NULL ? read_oldest (check.identity, options->random, error)
                                          : NULL;

  if (oldest == NULL)
    return FALSE;
  printf ("depth %u\noldest %s\nwaiting %u\npooled %u\nkept %u\nrefused %u\nlost %u\n",
          check.health->n_waiting + check.health->n_kept, oldest,
          check.health->n_waiting - check.health->n_pooled, check.health->n_pooled,
          check.health->n_kept, check.health->n_refused, check.health->n_lost);
  return TRUE;
}

gboolean
anj_command_enrol (const AnjCommandOptions *options, GError **error)
{
  const AnjStoreKeysSetup keys = { .state_dir = options->state_dir,
                                   .credentials_dir = options->credentials_dir,
                                   .tpm = options->tpm,
                                   .is_enrolled = options->replaced != NULL,
                                   .random = options->random };
  AnjEnrolment enrolment = { .bootstrap_path = options->bootstrap,
                             .keys = &keys,
                             .replaced = options->replaced,
                             .clock = options->clock };
  g_autoptr (GBytes) bytes = anj_state_read ("", options->token_file, error);
  g_autofree char *token = NULL;
  g_autofree char *terminal = NULL;
  gboolean good;

  if (bytes == NULL)
    return FALSE;
  token = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  enrolment.token = token;
  good = anj_enrol (&enrolment, &terminal, error);
  explicit_bzero (token, strlen (token));
  if (good)
    printf ("enrolled %s\n", terminal);
  return good;
}
