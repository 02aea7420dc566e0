/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-terminal.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-time.h"
#include "data/anj-data.h"

#define DEFAULT_HOLD_S (24 * 3600)
#define DEFAULT_POLL_HOLD_S 1800

/* ids of @headers (element-type GBytes) */
static GHashTable *
collect_ids (GPtrArray *headers)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < headers->len; i++)
    {
      g_autoptr (AnjHeader) header = anj_header_parse (headers->pdata[i], NULL);

      if (header != NULL)
        g_hash_table_add (ids, g_strdup (header->id));
    }
  return ids;
}

/* ids of what has a place in the chain */
static GHashTable *
collect_linked_ids (AnjTerminal *self, GError **error)
{
  g_autoptr (GPtrArray) entries = anj_outbox_read (self->outbox, 0, G_MAXINT, G_MAXSIZE, error);
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();

  if (entries == NULL)
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (headers, ((AnjOutboxEntry *) entries->pdata[i])->header);
  return collect_ids (headers);
}

/* What the pool holds and the ledger does not know: a power cut came between the two. */
static gboolean
mend_unknown (AnjTerminal *self, GPtrArray *headers, GError **error)
{
  for (guint i = 0; i < headers->len; i++)
    {
      g_autoptr (AnjHeader) header = anj_header_parse (headers->pdata[i], NULL);

      if (header != NULL && !anj_ledger_add_pooled (self->ledger, header->id, error))
        return FALSE;
    }
  return TRUE;
}

/* The book tells of @lost (element-type utf8), and the ledger keeps how many there ever were: each
 * is told once. On copies nothing is known for certain. */
static gboolean
tell_lost (AnjTerminal *self, GPtrArray *lost, GError **error)
{
  gint64 n_before = anj_ledger_get_mark (self->ledger, ANJ_MARK_POOL_LOST);

  self->n_lost = (guint) n_before + lost->len;
  if (lost->len == 0 || !self->may_mend || self->storage != ANJ_STORAGE_GOOD)
    return TRUE;
  anj_damage_note (self->damage, "outbox.db", ANJ_DAMAGE_LOST, lost->len,
                   "anonymous cases that waited for their time are gone; who asks with number and"
                   " PIN is told");
  return anj_ledger_lose_pooled (self->ledger, lost, error);
}

/* Finds the anonymous cases that the ledger knows and nobody holds any more, and lets go of those
 * that have a place in the chain: the outbox answers for them, and they leave with a receipt. */
static gboolean
audit_pool (AnjTerminal *self, GError **error)
{
  g_autoptr (GPtrArray) known = anj_ledger_get_pooled (self->ledger, error);
  g_autoptr (GPtrArray) headers = known != NULL ? anj_anonymous_pool_headers (self->pool, error)
                                                : NULL;
  g_autoptr (GHashTable) pooled = NULL;
  g_autoptr (GHashTable) linked = NULL;
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();

  if (headers == NULL || !mend_unknown (self, headers, error))
    return FALSE;
  if (known->len == 0)
    return tell_lost (self, lost, error);
  pooled = collect_ids (headers);
  linked = collect_linked_ids (self, error);
  if (linked == NULL)
    return FALSE;
  for (guint i = 0; i < known->len; i++)
    {
      char *id = known->pdata[i];

      if (g_hash_table_contains (linked, id))
        {
          if (!anj_ledger_remove_pooled (self->ledger, id, error))
            return FALSE;
        }
      else if (!g_hash_table_contains (pooled, id))
        g_ptr_array_add (lost, id);
    }
  return tell_lost (self, lost, error);
}

static void
set_place (AnjTerminal *self)
{
  const AnjIdentity *identity = self->identity;

  self->place = (AnjConfigPlace){ .region = identity->region,
                                  .terminal = identity->terminal,
                                  .labels = (const char *const *) identity->labels,
                                  .hardware = identity->hardware };
}

static AnjTerminal *
open_as (const AnjIdentity *identity,
         const AnjBootstrap *bootstrap,
         const AnjClock *clock,
         const AnjRandom *random,
         gboolean may_mend,
         GError **error)
{
  g_autoptr (AnjTerminal) self = g_new0 (AnjTerminal, 1);

  self->identity = identity;
  self->bootstrap = bootstrap;
  self->clock = clock;
  self->random = random;
  set_place (self);
  if (!anj_kdf_hkdf (identity->k_out, sizeof identity->k_out, NULL, 0, ANJ_HKDF_TICKETS,
                     self->ticket_key, sizeof self->ticket_key, error) ||
      !anj_attachment_folder_init (&self->attachments, identity->state_dir, identity->k_out, random,
                                   error) ||
      !anj_terminal_open_storage (self, may_mend, error))
    return NULL;
  self->guess_delay = anj_guess_delay_new (identity->state_dir, self->ledger, self->time);
  if (may_mend)
    anj_terminal_keep_misses (self);
  self->config = anj_config_store_new (identity->state_dir, bootstrap->config_ca, &self->place,
                                       self->ledger);
  anj_terminal_try_cache (self);
  if (!audit_pool (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

AnjTerminal *
anj_terminal_open (const AnjIdentity *identity,
                   const AnjBootstrap *bootstrap,
                   const AnjClock *clock,
                   const AnjRandom *random,
                   GError **error)
{
  return open_as (identity, bootstrap, clock, random, /* may_mend */ TRUE, error);
}

AnjTerminal *
anj_terminal_look (const AnjIdentity *identity,
                   const AnjBootstrap *bootstrap,
                   const AnjClock *clock,
                   const AnjRandom *random,
                   GError **error)
{
  return open_as (identity, bootstrap, clock, random, /* may_mend */ FALSE, error);
}

void
anj_terminal_close (AnjTerminal *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->cache, anj_cache_store_close);
  if (self->damage != NULL)
    anj_damage_set_ledger (self->damage, NULL);
  anj_terminal_close_outbox (self);
  g_clear_pointer (&self->config, anj_config_store_free);
  g_clear_pointer (&self->guess_delay, anj_guess_delay_free);
  g_clear_pointer (&self->time, anj_time_sense_unref);
  g_clear_pointer (&self->damage, anj_damage_free);
  g_clear_pointer (&self->ledger, anj_ledger_close);
  g_free (self->storage_problem);
  explicit_bzero (self->ticket_key, sizeof self->ticket_key);
  g_clear_pointer (&self->seen_key, g_bytes_unref);
  g_clear_pointer (&self->seen_copy, g_bytes_unref);
  g_free (self->seen_pem);
  anj_attachment_folder_clear (&self->attachments);
  g_free (self);
}

AnjTimeSense *
anj_terminal_get_time (AnjTerminal *self)
{
  return self->time;
}

void
anj_terminal_resume_time (AnjTerminal *self, const char *boot_id)
{
  anj_time_sense_resume (self->time, boot_id);
}

gint64
anj_terminal_now_us (AnjTerminal *self)
{
  return anj_time_sense_now_us (self->time);
}

gboolean
anj_terminal_keep_time (AnjTerminal *self, GError **error)
{
  return anj_time_sense_keep (self->time, error);
}

gboolean
anj_terminal_hear_time (AnjTerminal *self, gint64 told_us, GError **error)
{
  return anj_time_sense_hear (self->time, told_us, error);
}

JsonObject *
anj_terminal_get_document (AnjTerminal *self)
{
  return anj_config_store_get_effective (self->config);
}

gint64
anj_terminal_get_hold_us (AnjTerminal *self)
{
  JsonObject *document = anj_terminal_get_document (self);
  gint64 hold_s = DEFAULT_HOLD_S;

  if (document != NULL)
    hold_s = anj_json_get_int (document, "anonymous_hold_s", DEFAULT_HOLD_S);
  return CLAMP (hold_s, 0, 7 * DEFAULT_HOLD_S) * (gint64) G_USEC_PER_SEC;
}

static AnjLookupCost
wanted_cost (AnjTerminal *self)
{
  JsonObject *document = anj_terminal_get_document (self);
  JsonObject *lookup = document != NULL ? anj_json_get_object (document, "lookup") : NULL;
  AnjLookupCost cost = ANJ_LOOKUP_COST_DEFAULT;

  if (lookup != NULL)
    {
      cost.n = (guint64) anj_json_get_int (lookup, "n", (gint64) cost.n);
      cost.r = (guint32) anj_json_get_int (lookup, "r", cost.r);
      cost.p = (guint32) anj_json_get_int (lookup, "p", cost.p);
    }
  return cost;
}

static guint
wanted_hold_s (AnjTerminal *self)
{
  JsonObject *document = anj_terminal_get_document (self);
  gint64 hold_s = document != NULL ? anj_json_get_int (document, "poll_hold_s", 0) : 0;

  return (guint) CLAMP (hold_s > 0 ? hold_s : DEFAULT_POLL_HOLD_S, 1, 1800);
}

static void
set_lookup (JsonObject *object, const AnjCacheGeneration *generation)
{
  JsonObject *lookup = json_object_new ();
  g_autofree char *salt = anj_hex_encode (g_bytes_get_data (generation->salt, NULL),
                                          g_bytes_get_size (generation->salt));

  json_object_set_string_member (lookup, "salt", salt);
  json_object_set_int_member (lookup, "n", (gint64) generation->cost.n);
  json_object_set_int_member (lookup, "r", generation->cost.r);
  json_object_set_int_member (lookup, "p", generation->cost.p);
  json_object_set_object_member (object, "lookup", lookup);
  json_object_set_int_member (object, "generation", generation->id);
}

/* names of the region from the shipped tables, until the hub has told them */
static JsonObject *
make_place (const char *region)
{
  static const char *const members[] = { "village", "district", "regency", "province" };
  JsonObject *place = json_object_new ();
  g_autoptr (AnjRegionTable) table = anj_data_regions_new (NULL);
  g_autofree char *code = g_strdup (region);

  for (gsize i = 0; i < G_N_ELEMENTS (members) && code != NULL; i++)
    {
      const char *name = table != NULL ? anj_region_table_name (table, code) : NULL;
      char *parent = anj_region_code_parent (code);

      json_object_set_string_member (place, members[i], name != NULL ? name : code);
      g_free (code);
      code = parent;
    }
  return place;
}

static JsonObject *
read_place (AnjTerminal *self, const AnjCacheGeneration *generation)
{
  if (generation != NULL && generation->place != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (generation->place, strlen (generation->place));
      JsonObject *place = anj_json_parse_object (bytes, NULL);

      if (place != NULL)
        return place;
    }
  return make_place (self->identity->region);
}

/* what the members hold is shared */
static JsonObject *
copy_members (JsonObject *document)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, document);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    json_object_set_member (copy, member, json_node_copy (value));
  return copy;
}

char *
anj_terminal_make_config (AnjTerminal *self, GError **error)
{
  JsonObject *document = anj_terminal_get_document (self);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (JsonObject) object = NULL;

  if (document == NULL)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "not-synced");
      return NULL;
    }
  anj_terminal_mend (self);
  generation = anj_terminal_read_cache (self, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  object = copy_members (document);
  json_object_set_string_member (object, "region", self->identity->region);
  json_object_set_object_member (object, "place", read_place (self, generation));
  json_object_remove_member (object, "lookup"); /* the cost asked for; sessions need that in use */
  if (generation != NULL)
    set_lookup (object, generation);
  return anj_json_object_to_text (object);
}

void
anj_terminal_health_free (AnjTerminalHealth *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->hub_cas, g_ptr_array_unref);
  g_clear_pointer (&self->kept_hub_cas, g_ptr_array_unref);
  g_clear_pointer (&self->damage, g_ptr_array_unref);
  g_free (self->config_problem);
  g_free (self->data_date);
  g_free (self->channel_cursor);
  g_free (self);
}

static void
examine_outbox (AnjTerminal *self, AnjTerminalHealth *health, guint n_pooled)
{
  AnjOutboxState state;

  anj_outbox_get_state (self->outbox, &state);
  health->receipted_seq = state.receipted_seq;
  health->backed_up_seq = state.backed_up_seq;
  health->front_seq = state.front_seq;
  health->last_seq = state.last_seq;
  health->n_waiting = state.n_waiting + n_pooled;
  health->n_pooled = n_pooled;
  health->n_kept = state.n_kept;
  health->n_refused = state.n_refused;
  health->n_lost = self->n_lost + state.n_lost;
  health->n_unsure = state.n_unsure;
  health->n_attachments = state.n_attachments;
  health->n_attachments_lost = state.n_attachments_lost;
}

static void
examine_rejected (AnjTerminal *self, AnjTerminalHealth *health)
{
  g_autoptr (AnjRejectedConfig) rejected = anj_ledger_get_rejected_config (self->ledger);

  if (rejected == NULL)
    return;
  health->rejected_epoch = (guint64) rejected->epoch;
  health->rejected_version = (guint64) rejected->version;
}

static gboolean
is_expired (const AnjConfig *config, const AnjTerminalHealth *health)
{
  return config != NULL && anj_config_expires_us (config) < health->now_us;
}

static int
configured_paper_mm (AnjTerminal *self)
{
  JsonObject *effective = anj_config_store_get_effective (self->config);
  JsonObject *printer = effective != NULL ? anj_json_get_object (effective, "printer") : NULL;

  return printer != NULL ? (int) anj_json_get_int (printer, "width_mm", 0) : 0;
}

static gboolean
is_cost (const AnjLookupCost *a, const AnjLookupCost *b)
{
  return a->n == b->n && a->r == b->r && a->p == b->p;
}

AnjTerminalHealth *
anj_terminal_examine (AnjTerminal *self, GError **error)
{
  g_autoptr (AnjTerminalHealth) health = g_new0 (AnjTerminalHealth, 1);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (GPtrArray) pooled = NULL;
  const AnjConfig *config;

  anj_terminal_mend (self);
  anj_terminal_keep_reserve (self);
  anj_terminal_check_cache (self);
  generation = anj_terminal_read_cache (self, &local_error);
  config = anj_config_store_get (self->config);
  pooled = anj_anonymous_pool_headers (self->pool, error);
  if (pooled == NULL)
    return NULL;
  examine_outbox (self, health, pooled->len);
  health->cost = wanted_cost (self);
  health->poll_hold_s = wanted_hold_s (self);
  health->is_synced = config != NULL && generation != NULL;
  health->is_refetching = anj_terminal_is_refetching (self, generation);
  health->is_config_on_trial = anj_config_store_is_on_trial (self->config);
  health->config_needs = anj_config_store_get_needs (self->config);
  examine_rejected (self, health);
  health->needs_sync = generation == NULL ||
                       (!health->is_config_on_trial && !is_cost (&health->cost, &generation->cost));
  health->generation = generation != NULL ? generation->id : 0;
  health->data_date = generation != NULL ? g_strdup (generation->data_date) : NULL;
  health->config_epoch = config != NULL ? anj_config_epoch (config) : 0;
  health->config_version = config != NULL ? anj_config_version (config) : 0;
  health->config_problem = g_strdup (anj_config_store_get_problem (self->config));
  health->channel_cursor = anj_ledger_get_note (self->ledger, ANJ_NOTE_CHANNEL_CURSOR);
  health->floor_us = anj_time_sense_floor_us (self->time);
  health->now_us = anj_time_sense_now_us (self->time);
  health->is_time_sure = anj_time_sense_is_sure (self->time);
  health->is_clock_sure = anj_time_sense_is_fresh (self->time);
  health->is_config_expired = is_expired (config, health);
  health->printer_mm = configured_paper_mm (self);
  health->is_behind = anj_ledger_get_mark (self->ledger, ANJ_MARK_BEHIND) != 0;
  health->n_power_cuts = (guint) anj_ledger_get_mark (self->ledger, ANJ_MARK_POWER_CUTS);
  health->n_crashes = (guint) anj_ledger_get_mark (self->ledger, ANJ_MARK_CRASHES);
  health->is_locked = anj_ledger_get_mark (self->ledger, ANJ_MARK_LOCKED) != 0;
  health->is_revoked = anj_ledger_get_mark (self->ledger, ANJ_MARK_REVOKED) != 0;
  health->throttle_level = anj_guess_delay_get_level (self->guess_delay);
  health->n_misses_untold = (guint) anj_ledger_get_mark (self->ledger, ANJ_MARK_MISSES_UNTOLD);
  health->n_quarantine = anj_state_count_quarantine (self->identity->state_dir);
  health->storage = anj_storage_to_string (self->storage);
  health->is_full = health->n_kept == 0 && anj_terminal_is_full (self);
  health->damage = anj_damage_list (self->damage);
  health->hub_cas = anj_terminal_list_hub_cas (self);
  health->kept_hub_cas = anj_hub_cas_list (anj_config_store_get_kept_effective (self->config),
                                           self->bootstrap);
  return g_steal_pointer (&health);
}

gboolean
anj_terminal_set_channel_cursor (AnjTerminal *self, const char *cursor, GError **error)
{
  g_autofree char *kept = anj_ledger_get_note (self->ledger, ANJ_NOTE_CHANNEL_CURSOR);

  /* most polls bring nothing, and are no reason to write */
  if (g_strcmp0 (kept, cursor) == 0)
    return TRUE;
  return anj_ledger_set_note (self->ledger, ANJ_NOTE_CHANNEL_CURSOR, cursor, error);
}
