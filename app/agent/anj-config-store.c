/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-config-store.h"

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"

#define CURRENT "config/current.cms"
#define PREVIOUS "config/previous.cms"

struct _AnjConfigStore
{
  char *state_dir;     /* (owned) */
  X509 *config_ca;     /* (unowned): outlives the store */
  AnjLedger *ledger;   /* (unowned): outlives the store */
  AnjConfig *config;   /* (owned) (nullable) */
  char *problem;       /* (owned) (nullable) */
  gboolean is_current; /* @config is what CURRENT holds */
};

static void
set_problem (AnjConfigStore *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

static AnjConfig *
load (AnjConfigStore *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_state_read (self->state_dir, name, &error);
  AnjConfig *config = der != NULL ? anj_config_open (der, self->config_ca, &error) : NULL;

  if (config == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    set_problem (self, error->message);
  return config;
}

/* < 0 when (@epoch, @version) is below the highest seen */
static int
compare_with_highest (AnjConfigStore *self, const AnjConfig *config)
{
  gint64 epoch = anj_ledger_get_mark (self->ledger, ANJ_MARK_CONFIG_EPOCH);
  gint64 version = anj_ledger_get_mark (self->ledger, ANJ_MARK_CONFIG_VERSION);
  gint64 other_epoch = (gint64) anj_config_epoch (config);
  gint64 other_version = (gint64) anj_config_version (config);

  if (other_epoch != epoch)
    return other_epoch < epoch ? -1 : 1;
  return other_version < version ? -1 : other_version > version;
}

AnjConfigStore *
anj_config_store_new (const char *state_dir, X509 *config_ca, AnjLedger *ledger)
{
  AnjConfigStore *self = g_new0 (AnjConfigStore, 1);

  self->state_dir = g_strdup (state_dir);
  self->config_ca = config_ca;
  self->ledger = ledger;
  self->config = load (self, CURRENT);
  self->is_current = self->config != NULL;
  if (self->config == NULL)
    self->config = load (self, PREVIOUS);
  if (self->config != NULL && self->problem == NULL &&
      compare_with_highest (self, self->config) < 0)
    set_problem (self, "an older configuration than the one obeyed before");
  return self;
}

void
anj_config_store_free (AnjConfigStore *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->config, anj_config_free);
  g_free (self->problem);
  g_free (self->state_dir);
  g_free (self);
}

const AnjConfig *
anj_config_store_get (AnjConfigStore *self)
{
  return self->config;
}

const char *
anj_config_store_get_problem (AnjConfigStore *self)
{
  return self->problem;
}

/* current becomes previous, the new one current; the ledger's marks last, so that a power cut
 * between leaves a state from which the same bundle is taken again */
static gboolean
keep (AnjConfigStore *self, const AnjConfig *config, GBytes *der, GError **error)
{
  const AnjMark marks[] = { { ANJ_MARK_CONFIG_EPOCH, (gint64) anj_config_epoch (config) },
                            { ANJ_MARK_CONFIG_VERSION, (gint64) anj_config_version (config) } };
  g_autoptr (GBytes) replaced = self->is_current ? anj_state_read (self->state_dir, CURRENT, NULL)
                                                 : NULL;

  /* a damaged current never takes the place of a good previous */
  if (replaced != NULL && !anj_state_write (self->state_dir, PREVIOUS, replaced, error))
    return FALSE;
  return anj_state_write (self->state_dir, CURRENT, der, error) &&
         anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error);
}

static gboolean
apply (AnjConfigStore *self, GBytes *der, gboolean *out_changed, GError **error)
{
  g_autoptr (AnjConfig) config = anj_config_open (der, self->config_ca, error);
  gboolean is_current;

  if (config == NULL)
    return FALSE;
  if (compare_with_highest (self, config) < 0)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                   "configuration %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT
                   " is older than the one obeyed before",
                   anj_config_epoch (config), anj_config_version (config));
      return FALSE;
    }
  is_current = self->config != NULL && anj_config_compare (self->config, config) == 0;
  if (!is_current)
    {
      if (!keep (self, config, der, error))
        return FALSE;
      g_clear_pointer (&self->config, anj_config_free);
      self->config = g_steal_pointer (&config);
      self->is_current = TRUE;
    }
  *out_changed = !is_current;
  return TRUE;
}

gboolean
anj_config_store_apply (AnjConfigStore *self, GBytes *der, gboolean *out_changed, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (apply (self, der, out_changed, &local_error))
    {
      set_problem (self, NULL);
      return TRUE;
    }
  set_problem (self, local_error->message);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
