/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-store-keys.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-secret.h"

#define SEAL_FILE "store.key"
#define OUT_FILE "outbox.key"
#define TPM_FILE "tpm.json"
#define OUT_ADVICE                                                                                 \
  ", and nothing else opens the outbox; put it back, or see that it comes as a credential; "       \
  "the recovery office opens outbox.recovery: docs/operations.md, A damaged identity"
#define SEAL_ADVICE                                                                                \
  "; put it back, or start the agent: unless it is a credential, it makes a new one and fetches "  \
  "the records again"
#define SUM_BYTES 8
#define FILE_BYTES (ANJ_KEY_BYTES + SUM_BYTES)
#define TPM_DEVICE "/dev/tpmrm0"
/* the owner's range is 0x01800000 to 0x01bfffff (TCG Registry of Reserved TPM 2.0 Handles) */
#define FIRST_INDEX 0x01a09000

/* tpm.json */
typedef struct
{
  char *tcti;
  guint32 seal;
  guint32 out;
  gboolean is_ready;
} Place;

static void
place_free (Place *self)
{
  g_free (self->tcti);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

const char *
anj_key_source_to_string (AnjKeySource source)
{
  static const char *const names[] = { "file", "credential", "tpm" };

  return names[source];
}

void
anj_store_keys_clear (AnjStoreKeys *self)
{
  explicit_bzero (self, sizeof *self);
}

static gboolean
fail_errno (GError **error, const char *what, const char *path)
{
  int saved_errno = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "cannot %s %s: %s", what,
               path, g_strerror (saved_errno));
  return FALSE;
}

/* tpm.json */

/* (nullable): without error where there is none */
static Place *
read_place (const char *state_dir, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;
  Place *self;

  if (!anj_state_exists (state_dir, TPM_FILE))
    return NULL;
  bytes = anj_state_read (state_dir, TPM_FILE, error);
  object = bytes != NULL ? anj_json_parse_object (bytes, error) : NULL;
  if (object == NULL)
    {
      g_prefix_error (error, TPM_FILE ": ");
      return NULL;
    }
  self = g_new0 (Place, 1);
  self->tcti = g_strdup (anj_json_get_string (object, "tcti", ""));
  self->seal = (guint32) anj_json_get_int (object, "store_index", 0);
  self->out = (guint32) anj_json_get_int (object, "outbox_index", 0);
  self->is_ready = anj_json_get_bool (object, "ready", FALSE);
  return self;
}

static gboolean
write_place (const char *state_dir, const Place *place, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GBytes) content = NULL;

  json_object_set_string_member (object, "tcti", place->tcti);
  json_object_set_int_member (object, "store_index", place->seal);
  json_object_set_int_member (object, "outbox_index", place->out);
  json_object_set_boolean_member (object, "ready", place->is_ready);
  content = anj_json_object_to_bytes (object);
  return anj_state_write (state_dir, TPM_FILE, content, error);
}

/* files */

/* a key and the beginning of its SHA-256: a wrong k_out would make all cases look damaged */
static void
fill_file (guint8 *out_file, const guint8 *key)
{
  guint8 sum[32];

  anj_sha256 (key, ANJ_KEY_BYTES, sum);
  memcpy (out_file, key, ANJ_KEY_BYTES);
  memcpy (out_file + ANJ_KEY_BYTES, sum, SUM_BYTES);
}

/* one from elsewhere (a credential, the recovery office) is the key alone */
static gboolean
is_whole (GBytes *bytes)
{
  static const guint8 zeros[ANJ_KEY_BYTES];
  guint8 file[FILE_BYTES];
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  gboolean is_same;

  if (n_bytes != FILE_BYTES)
    return n_bytes == ANJ_KEY_BYTES && memcmp (data, zeros, sizeof zeros) != 0;
  fill_file (file, data);
  is_same = memcmp (file, data, sizeof file) == 0;
  explicit_bzero (file, sizeof file);
  return is_same;
}

/* @advice: what to do without it */
static gboolean
read_file_key (const char *folder,
               const char *name,
               const char *advice,
               guint8 *out_key,
               GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) bytes = anj_state_read (folder, name, &cause);

  if (bytes == NULL || !is_whole (bytes))
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG, "%s is damaged or gone%s%s%s",
                   name, cause != NULL ? ": " : "", cause != NULL ? cause->message : "", advice);
      return FALSE;
    }
  memcpy (out_key, g_bytes_get_data (bytes, NULL), ANJ_KEY_BYTES);
  return TRUE;
}

static gboolean
write_file_key (const char *state_dir, const char *name, const guint8 *key, GError **error)
{
  guint8 file[FILE_BYTES];
  g_autoptr (GBytes) bytes = NULL;

  fill_file (file, key);
  bytes = anj_secret_bytes_new (file, sizeof file);
  explicit_bzero (file, sizeof file);
  return anj_state_write (state_dir, name, bytes, error);
}

/* in its place, so that where the disk allows it the old key is gone and not just another file */
static gboolean
overwrite_file (const char *path, const guint8 *bytes, gsize n_bytes, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && write (fd, bytes, n_bytes) == (gssize) n_bytes && fsync (fd) == 0;

  if (!good)
    fail_errno (error, "overwrite", path);
  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (!good)
    fail_errno (error, "keep", path);
  if (fd >= 0)
    close (fd);
  return good;
}

gboolean
anj_store_keys_wipe_file (const char *state_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GBytes) old = anj_state_read (state_dir, name, error);
  gsize n_bytes = old != NULL ? g_bytes_get_size (old) : 0;
  g_autofree guint8 *nothing = g_malloc0 (n_bytes);

  if (old == NULL || !overwrite_file (path, nothing, n_bytes, error))
    return FALSE;
  if (g_unlink (path) != 0)
    return fail_errno (error, "remove", path);
  return sync_folder (folder, error);
}

static gboolean
wipe_files (const char *state_dir, GError **error)
{
  static const char *const names[] = { SEAL_FILE, OUT_FILE };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (anj_state_exists (state_dir, names[i]) &&
        !anj_store_keys_wipe_file (state_dir, names[i], error))
      return FALSE;
  return TRUE;
}

gboolean
anj_store_keys_remove_cache (const char *state_dir, GError **error)
{
  static const char *const names[] = { "cache.db-wal", "cache.db-shm", "cache.db" };
  g_autofree char *folder = g_build_filename (state_dir, "quarantine", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (state_dir, names[i], NULL);

      if (g_unlink (path) != 0 && errno != ENOENT)
        return fail_errno (error, "remove", path);
    }
  /* copies that were damaged once */
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, "-cache.db") != NULL)
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
  return TRUE;
}

/* the TPM */

static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
}

/* what nobody can mend is a matter of the files that are at hand */
static gboolean
get_out (AnjKeyTpm *tpm, const Place *place, guint8 *out_key, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (anj_key_tpm_get (tpm, place->out, ANJ_KEY_GUARD_NONE, out_key, &local_error))
    return TRUE;
  if (!is_gone (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_set_error (
      error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
      "%s: this TPM was cleared or is another machine's, so nothing here opens the outbox; "
      "the recovery office opens outbox.recovery: docs/operations.md, A TPM that is gone",
      local_error->message);
  return FALSE;
}

static gboolean
load_from_tpm (const Place *place, AnjStoreKeys *out_keys, GError **error)
{
  g_autoptr (AnjKeyTpm) tpm = anj_key_tpm_open (place->tcti, error);

  out_keys->source = ANJ_KEY_SOURCE_TPM;
  return tpm != NULL && get_out (tpm, place, out_keys->k_out, error) &&
         anj_key_tpm_get (tpm, place->seal, ANJ_KEY_GUARD_BOOT, out_keys->k_seal, error);
}

static gboolean
put_new_seal (AnjKeyTpm *tpm, guint32 index, const AnjRandom *random, GError **error)
{
  guint8 key[ANJ_KEY_BYTES];
  gboolean good;

  anj_random_fill (random, key, sizeof key);
  good = anj_key_tpm_drop (tpm, index, error) &&
         anj_key_tpm_put (tpm, index, ANJ_KEY_GUARD_BOOT, key, error);
  explicit_bzero (key, sizeof key);
  return good;
}

static gboolean
put_both (AnjKeyTpm *tpm, const Place *place, const AnjStoreKeys *keys, GError **error)
{
  g_auto (AnjStoreKeys) back = { 0 };

  if (!anj_key_tpm_put (tpm, place->out, ANJ_KEY_GUARD_NONE, keys->k_out, error) ||
      !anj_key_tpm_put (tpm, place->seal, ANJ_KEY_GUARD_BOOT, keys->k_seal, error) ||
      !anj_key_tpm_get (tpm, place->out, ANJ_KEY_GUARD_NONE, back.k_out, error) ||
      !anj_key_tpm_get (tpm, place->seal, ANJ_KEY_GUARD_BOOT, back.k_seal, error))
    return FALSE;
  if (memcmp (back.k_out, keys->k_out, ANJ_KEY_BYTES) == 0 &&
      memcmp (back.k_seal, keys->k_seal, ANJ_KEY_BYTES) == 0)
    return TRUE;
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE,
                       "the TPM gives another key than it was given: it is broken");
  return FALSE;
}

/* a move that the power cut off, or that went wrong */
static gboolean
undo_move (const Place *place, GError **error)
{
  g_autoptr (AnjKeyTpm) tpm = anj_key_tpm_open (place->tcti, error);

  return tpm != NULL && anj_key_tpm_drop (tpm, place->seal, error) &&
         anj_key_tpm_drop (tpm, place->out, error);
}

static gboolean
move_in (const AnjStoreKeysSetup *setup, const AnjStoreKeys *keys, GError **error)
{
  g_autoptr (AnjKeyTpm) tpm = anj_key_tpm_open (setup->tpm, error);
  g_autoptr (Place) place = g_new0 (Place, 1);
  g_autoptr (GError) unwiped = NULL;

  place->tcti = g_strdup (setup->tpm);
  if (tpm == NULL || !anj_key_tpm_find_free (tpm, FIRST_INDEX, &place->seal, error) ||
      !anj_key_tpm_find_free (tpm, place->seal + 1, &place->out, error) ||
      /* so that what we are about to put there can be found again */
      !write_place (setup->state_dir, place, error) || !put_both (tpm, place, keys, error))
    return FALSE;
  place->is_ready = TRUE;
  if (!write_place (setup->state_dir, place, error))
    return FALSE;
  if (!wipe_files (setup->state_dir, &unwiped))
    g_warning ("key files are left, to be wiped at the next start: %s", unwiped->message);
  return TRUE;
}

/* preparing */

/* whether the TPM is at another address now: the setting counts where both keys' owner answers */
static void
follow_setting (const AnjStoreKeysSetup *setup, Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjKeyTpm) tpm = NULL;
  g_auto (AnjStoreKeys) keys = { 0 };

  if (setup->tpm == NULL || g_str_equal (setup->tpm, place->tcti))
    return;
  tpm = anj_key_tpm_open (setup->tpm, &error);
  if (tpm == NULL || !get_out (tpm, place, keys.k_out, &error))
    {
      g_warning ("the keys stay at %s: %s", place->tcti, error->message);
      return;
    }
  g_free (place->tcti);
  place->tcti = g_strdup (setup->tpm);
  if (!write_place (setup->state_dir, place, &error))
    g_warning ("%s", error->message);
}

static gboolean
prepare_tpm (const AnjStoreKeysSetup *setup, Place *place, char **out_lost, GError **error)
{
  g_autoptr (AnjKeyTpm) tpm = NULL;
  g_autoptr (GError) lost = NULL;
  g_auto (AnjStoreKeys) keys = { 0 };

  follow_setting (setup, place);
  tpm = anj_key_tpm_open (place->tcti, error);
  if (tpm == NULL || !get_out (tpm, place, keys.k_out, error))
    return FALSE;
  if (!anj_key_tpm_get (tpm, place->seal, ANJ_KEY_GUARD_BOOT, keys.k_seal, &lost))
    {
      if (!is_gone (lost))
        {
          g_propagate_error (error, g_steal_pointer (&lost));
          return FALSE;
        }
      if (!anj_store_keys_remove_cache (setup->state_dir, error) ||
          !put_new_seal (tpm, place->seal, setup->random, error))
        return FALSE;
      *out_lost = g_strdup (lost->message);
    }
  return wipe_files (setup->state_dir, error);
}

/* what the files have, and what has to be new */
static gboolean
gather (const AnjStoreKeysSetup *setup, AnjStoreKeys *out_keys, char **out_lost, GError **error)
{
  const char *dir = setup->state_dir;
  g_autoptr (GError) lost = NULL;

  if (setup->is_enrolled || anj_state_exists (dir, OUT_FILE) || anj_state_exists (dir, "outbox.db"))
    {
      if (!read_file_key (dir, OUT_FILE, OUT_ADVICE, out_keys->k_out, error))
        return FALSE;
      if (read_file_key (dir, SEAL_FILE, "", out_keys->k_seal, &lost))
        return TRUE;
      if (!anj_store_keys_remove_cache (dir, error))
        return FALSE;
      *out_lost = g_strdup (lost->message);
    }
  else
    anj_random_fill (setup->random, out_keys->k_out, ANJ_KEY_BYTES);
  anj_random_fill (setup->random, out_keys->k_seal, ANJ_KEY_BYTES);
  return TRUE;
}

static gboolean
write_missing (const AnjStoreKeysSetup *setup,
               const AnjStoreKeys *keys,
               gboolean is_seal_new,
               GError **error)
{
  const char *dir = setup->state_dir;

  return (anj_state_exists (dir, OUT_FILE) || write_file_key (dir, OUT_FILE, keys->k_out, error)) &&
         ((anj_state_exists (dir, SEAL_FILE) && !is_seal_new) ||
          write_file_key (dir, SEAL_FILE, keys->k_seal, error));
}

static gboolean
prepare_files (const AnjStoreKeysSetup *setup, gboolean may_move, char **out_lost, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_auto (AnjStoreKeys) keys = { 0 };

  if (!gather (setup, &keys, out_lost, error))
    return FALSE;
  if (setup->tpm != NULL && may_move)
    {
      if (move_in (setup, &keys, &local_error))
        return TRUE;
      if (!setup->is_enrolled)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_warning ("the keys stay in files: %s", local_error->message);
    }
  return write_missing (setup, &keys, *out_lost != NULL, error);
}

/* one of them alone is a fault, which reading them names */
static gboolean
has_credentials (const char *credentials_dir)
{
  return credentials_dir != NULL && (anj_state_exists (credentials_dir, SEAL_FILE) ||
                                     anj_state_exists (credentials_dir, OUT_FILE));
}

gboolean
anj_store_keys_prepare (const AnjStoreKeysSetup *setup, char **out_lost, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (Place) place = NULL;
  gboolean may_move;

  *out_lost = NULL;
  if (has_credentials (setup->credentials_dir))
    return TRUE;
  place = read_place (setup->state_dir, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (place != NULL && place->is_ready)
    return prepare_tpm (setup, place, out_lost, error);
  may_move = place == NULL || undo_move (place, &local_error);
  if (!may_move)
    g_warning ("the keys stay in files: %s", local_error->message);
  return prepare_files (setup, may_move, out_lost, error);
}

gboolean
anj_store_keys_load (const char *state_dir,
                     const char *credentials_dir,
                     AnjStoreKeys *out_keys,
                     GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (Place) place = NULL;
  gboolean is_given = has_credentials (credentials_dir);
  const char *folder = is_given ? credentials_dir : state_dir;

  if (!is_given)
    place = read_place (state_dir, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (place != NULL && place->is_ready)
    return load_from_tpm (place, out_keys, error);
  out_keys->source = is_given ? ANJ_KEY_SOURCE_CREDENTIAL : ANJ_KEY_SOURCE_FILE;
  return read_file_key (folder, OUT_FILE, OUT_ADVICE, out_keys->k_out, error) &&
         read_file_key (folder, SEAL_FILE, SEAL_ADVICE, out_keys->k_seal, error);
}

static gboolean
replace_in_tpm (const char *state_dir, const AnjRandom *random, GError **error)
{
  g_autoptr (Place) place = read_place (state_dir, error);
  g_autoptr (AnjKeyTpm) tpm = place != NULL ? anj_key_tpm_open (place->tcti, error) : NULL;

  return tpm != NULL && put_new_seal (tpm, place->seal, random, error);
}

gboolean
anj_store_keys_replace_seal (const char *state_dir,
                             AnjKeySource source,
                             const AnjRandom *random,
                             GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, SEAL_FILE, NULL);
  guint8 key[ANJ_KEY_BYTES];
  guint8 file[FILE_BYTES];
  gboolean good;

  if (source == ANJ_KEY_SOURCE_CREDENTIAL)
    return TRUE;
  if (source == ANJ_KEY_SOURCE_TPM)
    return replace_in_tpm (state_dir, random, error);
  anj_random_fill (random, key, sizeof key);
  fill_file (file, key);
  good = overwrite_file (path, file, sizeof file, error);
  explicit_bzero (key, sizeof key);
  explicit_bzero (file, sizeof file);
  return good;
}

const char *
anj_store_keys_find_fault (const char *state_dir, AnjKeySource source)
{
  if (source == ANJ_KEY_SOURCE_FILE)
    return g_file_test (TPM_DEVICE, G_FILE_TEST_EXISTS)
               ? "this machine has a TPM: set tpm=device:" TPM_DEVICE
               : NULL;
  return anj_state_exists (state_dir, SEAL_FILE) || anj_state_exists (state_dir, OUT_FILE)
             ? "key files lie beside them and undo it: remove store.key and outbox.key"
             : NULL;
}
