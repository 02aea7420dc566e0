/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-config-store.h"

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-probation.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

#define CURRENT "config/current.cms"
#define PREVIOUS "config/previous.cms"

/* A configuration and the bundle that it came in. */
typedef struct
{
  AnjConfig *config;     /* (owned) */
  GBytes *der;           /* (owned) */
  JsonObject *effective; /* (owned) */
  /* what the hub is told of them, with each poll */
  char *sha256;           /* (owned): of @der */
  char *effective_sha256; /* (owned): of @effective's bytes */
} Bundle;

struct _AnjConfigStore
{
  char *state_dir;             /* (owned) */
  const AnjConfigPlace *place; /* (unowned) */
  AnjLedger *ledger;           /* (unowned) */
  AnjConfigTrust *trust;       /* (owned) */
  Bundle *kept;                /* (owned) (nullable) */
  Bundle *tried;               /* (owned) (nullable): on trial, in force instead of @kept */
  char *problem;               /* (owned) (nullable) */
  AnjRejectedConfig *refused;  /* (owned) (nullable): the last offer, if it was */
};

static void
bundle_free (Bundle *self)
{
  if (self == NULL)
    return;
  anj_config_free (self->config);
  g_bytes_unref (self->der);
  json_object_unref (self->effective);
  g_free (self->sha256);
  g_free (self->effective_sha256);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bundle, bundle_free)

static char *
hash_bytes (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  return anj_sha256_hex (data, n_bytes);
}

static void
set_problem (AnjConfigStore *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

/* --- what is there --- */

static Bundle *
open_bundle (AnjConfigStore *self, GBytes *der, GError **error)
{
  AnjConfig *config = anj_config_open (der, self->trust, error);
  g_autoptr (GBytes) effective = NULL;
  Bundle *bundle;

  if (config == NULL)
    return NULL;
  bundle = g_new0 (Bundle, 1);
  bundle->config = config;
  bundle->der = g_bytes_ref (der);
  bundle->effective = anj_config_effective (config, self->place);
  effective = anj_json_object_to_bytes (bundle->effective);
  bundle->sha256 = hash_bytes (der);
  bundle->effective_sha256 = hash_bytes (effective);
  return bundle;
}

static int
compare_numbers (guint64 a, guint64 b)
{
  return a < b ? -1 : a > b;
}

/* < 0: older than the highest that was kept */
static int
compare_with_kept (AnjConfigStore *self, const AnjConfig *config)
{
  guint64 epoch = (guint64) anj_ledger_get_mark (self->ledger, ANJ_MARK_CONFIG_EPOCH);
  guint64 version = (guint64) anj_ledger_get_mark (self->ledger, ANJ_MARK_CONFIG_VERSION);
  int by_epoch = compare_numbers (anj_config_epoch (config), epoch);

  return by_epoch != 0 ? by_epoch : compare_numbers (anj_config_version (config), version);
}

static gboolean
is_rejected (AnjConfigStore *self, const AnjConfig *config)
{
  return anj_ledger_is_config_rejected (self->ledger, (gint64) anj_config_epoch (config),
                                        (gint64) anj_config_version (config));
}

/* (nullable): what may be obeyed of a file; a revert that was cut short left a rejected one */
static Bundle *
load (AnjConfigStore *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_state_read (self->state_dir, name, &error);
  g_autoptr (Bundle) bundle = der != NULL ? open_bundle (self, der, &error) : NULL;

  if (bundle == NULL)
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        set_problem (self, error->message);
      return NULL;
    }
  return is_rejected (self, bundle->config) ? NULL : g_steal_pointer (&bundle);
}

static void
load_both (AnjConfigStore *self)
{
  g_autoptr (Bundle) current = load (self, CURRENT);
  int order = current != NULL ? compare_with_kept (self, current->config) : -1;
  g_autoptr (Bundle) previous = order != 0 ? load (self, PREVIOUS) : NULL;
  gboolean has_older = current != NULL && order < 0;

  if (order > 0)
    {
      self->tried = g_steal_pointer (&current);
      self->kept = g_steal_pointer (&previous);
    }
  else if (current == NULL || (order < 0 && previous != NULL &&
                               anj_config_compare (current->config, previous->config) < 0))
    self->kept = g_steal_pointer (&previous);
  else
    self->kept = g_steal_pointer (&current);
  if (self->problem == NULL && has_older)
    set_problem (self, "an older configuration than the one obeyed before");
}

/* whom the configurations kept so far say to trust; at first the bootstrap file's root */
static AnjConfigTrust *
read_trust (AnjConfigStore *self, X509 *config_ca)
{
  g_autofree char *note = anj_ledger_get_note (self->ledger, ANJ_NOTE_CONFIG_TRUST);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  AnjConfigTrust *trust;
  gsize n_bytes;
  guchar *data;

  if (note == NULL)
    return anj_config_trust_new (config_ca);
  data = g_base64_decode (note, &n_bytes);
  bytes = g_bytes_new_take (data, n_bytes);
  trust = anj_config_trust_from_bytes (bytes, &error);
  if (trust != NULL)
    return trust;
  set_problem (self, error->message);
  return anj_config_trust_new (config_ca);
}

AnjConfigStore *
anj_config_store_new (const char *state_dir,
                      X509 *config_ca,
                      const AnjConfigPlace *place,
                      AnjLedger *ledger)
{
  AnjConfigStore *self = g_new0 (AnjConfigStore, 1);

  self->state_dir = g_strdup (state_dir);
  self->place = place;
  self->ledger = ledger;
  self->trust = read_trust (self, config_ca);
  load_both (self);
  return self;
}

void
anj_config_store_free (AnjConfigStore *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->tried, bundle_free);
  g_clear_pointer (&self->kept, bundle_free);
  g_clear_pointer (&self->trust, anj_config_trust_unref);
  g_clear_pointer (&self->refused, anj_rejected_config_free);
  g_free (self->problem);
  g_free (self->state_dir);
  g_free (self);
}

static const Bundle *
get_in_force (AnjConfigStore *self)
{
  return self->tried != NULL ? self->tried : self->kept;
}

const AnjConfig *
anj_config_store_get (AnjConfigStore *self)
{
  const Bundle *bundle = get_in_force (self);

  return bundle != NULL ? bundle->config : NULL;
}

JsonObject *
anj_config_store_get_effective (AnjConfigStore *self)
{
  const Bundle *bundle = get_in_force (self);

  return bundle != NULL ? bundle->effective : NULL;
}

JsonObject *
anj_config_store_get_kept_effective (AnjConfigStore *self)
{
  return self->kept != NULL ? self->kept->effective : NULL;
}

gboolean
anj_config_store_is_on_trial (AnjConfigStore *self)
{
  return self->tried != NULL;
}

guint
anj_config_store_get_needs (AnjConfigStore *self)
{
  return (guint) anj_ledger_get_mark (self->ledger, ANJ_MARK_CONFIG_NEEDS);
}

const char *
anj_config_store_get_problem (AnjConfigStore *self)
{
  return self->problem;
}

/* --- what is written --- */

/* the file @name is @bundle's from now on, and is not written when it is so already */
static gboolean
write_bundle (AnjConfigStore *self, const char *name, const Bundle *bundle, GError **error)
{
  g_autoptr (GBytes) there = anj_state_read (self->state_dir, name, /* error */ NULL);

  return (there != NULL && g_bytes_equal (there, bundle->der)) ||
         anj_state_write (self->state_dir, name, bundle->der, error);
}

/* for want of which nothing is lost but a way out of a second mishap */
static void
write_if_possible (AnjConfigStore *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!write_bundle (self, name, self->kept, &error))
    g_warning ("%s", error->message);
}

/* @bundle: (transfer full) on success: is the highest kept, also for whom to trust */
static gboolean
keep (AnjConfigStore *self, Bundle *bundle, GError **error)
{
  g_autoptr (AnjConfigTrust) trust = anj_config_trust_follow (self->trust, bundle->config);
  g_autoptr (GBytes) bytes = anj_config_trust_to_bytes (trust);
  g_autofree char *note = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                           g_bytes_get_size (bytes));

  if (!anj_ledger_keep_config (self->ledger, (gint64) anj_config_epoch (bundle->config),
                               (gint64) anj_config_version (bundle->config), note, error))
    return FALSE;
  anj_config_trust_unref (self->trust);
  self->trust = g_steal_pointer (&trust);
  if (self->kept != bundle)
    g_clear_pointer (&self->kept, bundle_free);
  self->kept = bundle;
  /* a current that is damaged later costs no step back */
  write_if_possible (self, PREVIOUS);
  return TRUE;
}

gboolean
anj_config_store_keep (AnjConfigStore *self, GError **error)
{
  Bundle *bundle = self->tried;

  if (bundle == NULL)
    return TRUE;
  if (!keep (self, bundle, error))
    return FALSE;
  self->tried = NULL;
  g_message ("configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " is kept",
             anj_config_epoch (bundle->config), anj_config_version (bundle->config));
  return TRUE;
}

gboolean
anj_config_store_revert (AnjConfigStore *self, const char *reason, GError **error)
{
  g_autofree char *sha256 = NULL;
  g_autofree char *problem = NULL;
  AnjRejectedConfig rejected;

  if (self->tried == NULL)
    return TRUE;
  sha256 = hash_bytes (self->tried->der);
  rejected = (AnjRejectedConfig){ .epoch = (gint64) anj_config_epoch (self->tried->config),
                                  .version = (gint64) anj_config_version (self->tried->config),
                                  .sha256 = sha256,
                                  .reason = (char *) reason };
  /* from here on the file is not obeyed any more, whatever becomes of it */
  if (!anj_ledger_reject_config (self->ledger, &rejected, error))
    return FALSE;
  g_clear_pointer (&self->tried, bundle_free);
  problem = g_strdup_printf ("configuration %" G_GINT64_FORMAT ".%" G_GINT64_FORMAT
                             " was taken back: %s",
                             rejected.epoch, rejected.version, reason);
  g_warning ("%s", problem);
  set_problem (self, problem);
  if (self->kept != NULL)
    write_if_possible (self, CURRENT);
  return TRUE;
}

gboolean
anj_config_store_outlive (AnjConfigStore *self, GError **error)
{
  return self->tried == NULL ||
         anj_ledger_set_mark (self->ledger, ANJ_MARK_CONFIG_STARTS, 0, error);
}

gboolean
anj_config_store_resume (AnjConfigStore *self, GError **error)
{
  gint64 n_starts = anj_ledger_get_mark (self->ledger, ANJ_MARK_CONFIG_STARTS) + 1;

  /* the power that goes three times on the day of the installation is likelier than a configuration
   * that the agent dies of, and a terminal without any serves nobody */
  if (self->tried != NULL && self->kept == NULL)
    return TRUE;
  if (self->tried != NULL)
    return n_starts > ANJ_PROBATION_STARTS_MAX
               ? anj_config_store_revert (self, "starts", error)
               : anj_ledger_set_mark (self->ledger, ANJ_MARK_CONFIG_STARTS, n_starts, error);
  if (self->kept == NULL || compare_with_kept (self, self->kept->config) < 0)
    return TRUE;
  if (compare_with_kept (self, self->kept->config) > 0)
    return keep (self, self->kept, error);
  write_if_possible (self, CURRENT);
  write_if_possible (self, PREVIOUS);
  return TRUE;
}

/* --- a new one --- */

static gboolean
refuse (GError **error, const AnjConfig *config, const char *why)
{
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
               "configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " %s",
               anj_config_epoch (config), anj_config_version (config), why);
  return FALSE;
}

/* whether it is one to go on to; the signature holds */
static gboolean
check (AnjConfigStore *self,
       const AnjConfig *config,
       const AnjConfigOffer *offer,
       gint64 now_us,
       GError **error)
{
  const AnjConfig *in_force = anj_config_store_get (self);

  if (anj_config_epoch (config) != offer->epoch || anj_config_version (config) != offer->version)
    return refuse (error, config, "came for another that was offered");
  if (compare_with_kept (self, config) < 0 ||
      (in_force != NULL && anj_config_compare (config, in_force) < 0))
    return refuse (error, config, "is older than the one obeyed before");
  if (is_rejected (self, config))
    return refuse (error, config, "was tried before and taken back");
  if (!anj_config_check_for (config, self->place, error))
    return FALSE;
  if (in_force == NULL || anj_config_compare (config, in_force) == 0 ||
      anj_config_expires_us (config) > now_us)
    return TRUE;
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_EXPIRED,
               "configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " has expired",
               anj_config_epoch (config), anj_config_version (config));
  return FALSE;
}

/* The way back is there before anything else changes; the trial begins with the last write. The
 * first one need but keep the line, by which a better one comes: whatever else it breaks, a
 * terminal without any is no better. */
static gboolean
try (AnjConfigStore *self, Bundle *bundle, guint needs, GError **error)
{
  guint possible = self->kept != NULL ? ~0u : 1u << ANJ_HEALTH_LINE;
  const AnjMark marks[] = { { ANJ_MARK_CONFIG_STARTS, 1 },
                            { ANJ_MARK_CONFIG_NEEDS, (gint64) (needs & possible) } };

  return (self->kept == NULL || write_bundle (self, PREVIOUS, self->kept, error)) &&
         anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error) &&
         anj_state_write (self->state_dir, CURRENT, bundle->der, error);
}

static gboolean
apply (AnjConfigStore *self,
       const AnjConfigOffer *offer,
       gint64 now_us,
       gboolean *out_changed,
       GError **error)
{
  const AnjConfig *in_force = anj_config_store_get (self);
  g_autoptr (Bundle) bundle = open_bundle (self, offer->bundle, error);

  if (bundle == NULL || !check (self, bundle->config, offer, now_us, error))
    return FALSE;
  *out_changed = in_force == NULL || anj_config_compare (bundle->config, in_force) != 0;
  if (!*out_changed)
    return TRUE;
  if (!try (self, bundle, offer->needs, error))
    return FALSE;
  g_clear_pointer (&self->tried, bundle_free);
  self->tried = g_steal_pointer (&bundle);
  return TRUE;
}

void
anj_config_store_refuse (AnjConfigStore *self, const AnjConfigOffer *offer, const char *why)
{
  g_clear_pointer (&self->refused, anj_rejected_config_free);
  set_problem (self, why);
  if (offer->bundle == NULL)
    return;
  self->refused = g_new0 (AnjRejectedConfig, 1);
  self->refused->epoch = (gint64) offer->epoch;
  self->refused->version = (gint64) offer->version;
  self->refused->sha256 = hash_bytes (offer->bundle);
  self->refused->reason = g_strdup (why);
}

gboolean
anj_config_store_apply (AnjConfigStore *self,
                        const AnjConfigOffer *offer,
                        gint64 now_us,
                        gboolean *out_changed,
                        GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (apply (self, offer, now_us, out_changed, &local_error))
    {
      g_clear_pointer (&self->refused, anj_rejected_config_free);
      set_problem (self, NULL);
      return TRUE;
    }
  anj_config_store_refuse (self, offer, local_error->message);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* --- what the hub is told --- */

static void
set_in_force (JsonObject *state, const Bundle *bundle)
{
  json_object_set_int_member (state, "epoch", (gint64) anj_config_epoch (bundle->config));
  json_object_set_int_member (state, "version", (gint64) anj_config_version (bundle->config));
  json_object_set_string_member (state, "sha256", bundle->sha256);
  json_object_set_string_member (state, "effective_sha256", bundle->effective_sha256);
}

static void
set_rejected (JsonObject *state, const AnjRejectedConfig *rejected)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "epoch", rejected->epoch);
  json_object_set_int_member (object, "version", rejected->version);
  json_object_set_string_member (object, "sha256", rejected->sha256);
  json_object_set_string_member (object, "reason", rejected->reason);
  json_object_set_object_member (state, "rejected", object);
}

JsonObject *
anj_config_store_make_state (AnjConfigStore *self)
{
  const Bundle *bundle = get_in_force (self);
  g_autoptr (AnjRejectedConfig) rejected = anj_ledger_get_rejected_config (self->ledger);
  const char *name = "kept";
  JsonObject *state;

  if (bundle == NULL && self->refused == NULL && rejected == NULL)
    return NULL;
  if (self->tried != NULL)
    name = "probation";
  else if (self->refused != NULL)
    name = "refused";
  else if (rejected != NULL)
    name = "reverted";
  state = json_object_new ();
  if (bundle != NULL)
    set_in_force (state, bundle);
  json_object_set_string_member (state, "state", name);
  if (g_str_equal (name, "refused"))
    set_rejected (state, self->refused);
  else if (g_str_equal (name, "reverted"))
    set_rejected (state, rejected);
  return state;
}
