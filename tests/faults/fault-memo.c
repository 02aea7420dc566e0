/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-memo.h"

#include "core/anj-kdf.h"
#include "kiosk-config/anj-config.h"

AnjConfig *__real_anj_config_open (GBytes *der, const AnjConfigTrust *trust, GError **error);
AnjConfig *__wrap_anj_config_open (GBytes *der, const AnjConfigTrust *trust, GError **error);
void __real_anj_config_free (AnjConfig *self);
void __wrap_anj_config_free (AnjConfig *self);
AnjConfigTrust *__real_anj_config_trust_from_bytes (GBytes *bytes, GError **error);
AnjConfigTrust *__wrap_anj_config_trust_from_bytes (GBytes *bytes, GError **error);
JsonObject *__real_anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place);
JsonObject *__wrap_anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place);

/* the linker's seam has no place for user data: the only global here */
static struct
{
  gboolean is_on;
  GMutex lock;           /* guards what follows: a hub and a terminal have threads of their own */
  GHashTable *trusts;    /* (element-type GBytes AnjConfigTrust) */
  GHashTable *opened;    /* (element-type utf8 AnjConfig) */
  GHashTable *effective; /* (element-type AnjConfig JsonObject): of those, for the one terminal */
} memo;

void
fault_memo_set (gboolean is_on)
{
  memo.is_on = is_on;
  if (memo.opened != NULL)
    return;
  memo.trusts = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                       (GDestroyNotify) anj_config_trust_unref);
  memo.effective = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) json_object_unref);
  memo.opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) __real_anj_config_free);
}

void
fault_memo_clear (void)
{
  memo.is_on = FALSE;
  g_clear_pointer (&memo.effective, g_hash_table_unref);
  g_clear_pointer (&memo.opened, g_hash_table_unref);
  g_clear_pointer (&memo.trusts, g_hash_table_unref);
}

AnjConfigTrust *
__wrap_anj_config_trust_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo.lock);
  AnjConfigTrust *trust = memo.is_on ? g_hash_table_lookup (memo.trusts, bytes) : NULL;

  if (trust != NULL)
    return anj_config_trust_ref (trust);
  trust = __real_anj_config_trust_from_bytes (bytes, error);
  if (trust != NULL && memo.is_on)
    g_hash_table_insert (memo.trusts, g_bytes_ref (bytes), anj_config_trust_ref (trust));
  return trust;
}

/* (transfer full): what @trust is; one that is remembered is known by its place */
static char *
name_trust (const AnjConfigTrust *trust)
{
  g_autoptr (GBytes) bytes = NULL;
  GHashTableIter iter;
  gpointer known;

  g_hash_table_iter_init (&iter, memo.trusts);
  while (g_hash_table_iter_next (&iter, NULL, &known))
    if (known == trust)
      return g_strdup_printf ("%p", known);
  bytes = anj_config_trust_to_bytes (trust);
  return anj_sha256_hex (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
name_of (GBytes *der, const AnjConfigTrust *trust)
{
  g_autofree char *bundle = anj_sha256_hex (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_autofree char *whom = name_trust (trust);

  return g_strconcat (bundle, whom, NULL);
}

AnjConfig *
__wrap_anj_config_open (GBytes *der, const AnjConfigTrust *trust, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo.lock);
  g_autofree char *name = memo.is_on ? name_of (der, trust) : NULL;
  AnjConfig *config = name != NULL ? g_hash_table_lookup (memo.opened, name) : NULL;

  if (config != NULL)
    return config;
  config = __real_anj_config_open (der, trust, error);
  if (config != NULL && name != NULL)
    g_hash_table_insert (memo.opened, g_steal_pointer (&name), config);
  return config;
}

/* one that is remembered is not the caller's */
static gboolean
is_remembered (const AnjConfig *config)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo.lock);
  GHashTableIter iter;
  gpointer known;

  if (memo.opened == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, memo.opened);
  while (g_hash_table_iter_next (&iter, NULL, &known))
    if (known == config)
      return TRUE;
  return FALSE;
}

void
__wrap_anj_config_free (AnjConfig *self)
{
  if (!is_remembered (self))
    __real_anj_config_free (self);
}

JsonObject *
__wrap_anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place)
{
  g_autoptr (GMutexLocker) locker = NULL;
  JsonObject *effective;

  if (!memo.is_on || !is_remembered (self))
    return __real_anj_config_effective (self, place);
  locker = g_mutex_locker_new (&memo.lock);
  effective = g_hash_table_lookup (memo.effective, self);
  if (effective == NULL)
    {
      effective = __real_anj_config_effective (self, place);
      g_hash_table_insert (memo.effective, (gpointer) self, effective);
    }
  return json_object_ref (effective);
}
