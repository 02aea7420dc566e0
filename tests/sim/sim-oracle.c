/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-oracle.h"

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

typedef struct
{
  guint who;
  char *id;
  char *number;
  guint8 header_sha256[32];
  guint8 payload_sha256[32];
  char *text; /* the words, to be found in the opened case */
  gboolean is_told;
  guint n_at_hub;
} Told;

/* who opens cases */
typedef struct
{
  const char *role; /* (static) */
  X509 *cert;
  EVP_PKEY *key;
} Office;

struct _SimOracle
{
  GHashTable *numbers; /* (element-type utf8): "region number" */
  GHashTable *cases;   /* (element-type utf8 Told): by id */
  guint n_told;
};

static void
told_free (Told *told)
{
  g_free (told->id);
  g_free (told->number);
  g_free (told->text);
  g_free (told);
}

SimOracle *
sim_oracle_new (void)
{
  SimOracle *self = g_new0 (SimOracle, 1);

  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cases = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) told_free);
  return self;
}

void
sim_oracle_free (SimOracle *self)
{
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->cases);
  g_free (self);
}

void
sim_oracle_reserved (SimOracle *self, guint who, const char *region, const char *number)
{
  if (!g_hash_table_add (self->numbers, g_strconcat (region, " ", number, NULL)))
    sim_fail ("terminal %u gives the number %s of %s, which was given before", who, number, region);
}

static void
hash (GBytes *bytes, guint8 out[32])
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  anj_sha256 (data, n_bytes, out);
}

void
sim_oracle_tried (SimOracle *self,
                  guint who,
                  const char *id,
                  const char *number,
                  GBytes *header,
                  GBytes *payload,
                  const char *text)
{
  Told *told;

  if (g_hash_table_contains (self->cases, id))
    return; /* the same once more */
  told = g_new0 (Told, 1);
  told->who = who;
  told->id = g_strdup (id);
  told->number = g_strdup (number);
  told->text = g_strdup (text);
  hash (header, told->header_sha256);
  hash (payload, told->payload_sha256);
  g_hash_table_insert (self->cases, told->id, told);
}

void
sim_oracle_told (SimOracle *self, const char *id)
{
  Told *told = g_hash_table_lookup (self->cases, id);

  g_assert (told != NULL && !told->is_told);
  told->is_told = TRUE;
  self->n_told++;
}

guint
sim_oracle_n_told (const SimOracle *self)
{
  return self->n_told;
}

/* calls @judge with each of the hub's submissions */
static void
for_each_case (SimOracle *self,
               SimHub *hub,
               void (*judge) (SimOracle *self, HubStmt *stmt, gpointer user_data),
               gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt) stmt = hub_store_query (
      sim_hub_app (hub)->store, &error,
      "SELECT uuid, header, payload, tombstone, terminal, seq FROM submissions ORDER BY id", "");
  gboolean row = TRUE;

  while (stmt != NULL && hub_stmt_next (stmt, &row, &error) && row)
    judge (self, stmt, user_data);
  if (error != NULL)
    sim_fail ("the hub's cases cannot be read: %s", error->message);
}

static void
count_one (SimOracle *self, HubStmt *stmt, gpointer n_there)
{
  const Told *told = g_hash_table_lookup (self->cases, hub_stmt_text (stmt, 0));

  if (told != NULL && told->is_told)
    ++*(guint *) n_there;
}

gboolean
sim_oracle_count_missing (SimOracle *self, SimHub *hub, guint *out_missing)
{
  guint n_there = 0;

  if (!sim_hub_is_up (hub))
    return FALSE;
  for_each_case (self, hub, count_one, &n_there);
  *out_missing = self->n_told - MIN (n_there, self->n_told);
  return TRUE;
}

static GBytes *
column (HubStmt *stmt, int index)
{
  return g_bytes_new (sqlite3_column_blob (stmt, index),
                      (gsize) sqlite3_column_bytes (stmt, index));
}

static void
office_load (Office *self, SimHub *hub, const char *role)
{
  g_autofree char *cert_path = g_build_filename (sim_hub_data_dir (hub), role, "cert.pem", NULL);
  g_autofree char *key_path = g_build_filename (sim_hub_data_dir (hub), role, "key.pem", NULL);
  g_autofree char *cert = NULL;
  g_autofree char *key = NULL;

  self->role = role;
  if (!g_file_get_contents (cert_path, &cert, NULL, NULL) ||
      !g_file_get_contents (key_path, &key, NULL, NULL) ||
      (self->cert = anj_cert_from_pem (cert, NULL)) == NULL ||
      (self->key = anj_cert_key_from_pem (key, NULL)) == NULL)
    g_error ("no keys of %s", role);
}

static gboolean
is_recipient (const AnjHeader *header, const char *role)
{
  for (guint i = 0; i < header->recipients->len; i++)
    if (g_str_equal (((AnjRecipientName *) header->recipients->pdata[i])->role, role))
      return TRUE;
  return FALSE;
}

/* it opens for each that its header names, and for nobody else */
static void
open_case (const Told *told, GBytes *header_bytes, GBytes *payload, const Office *office)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHeader) header = anj_header_parse (header_bytes, &error);
  g_autoptr (GBytes) body = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES];
  gsize n_bytes;
  const char *text;

  if (header == NULL)
    sim_fail ("case %s: %s", told->id, error->message);
  body = anj_payload_open (payload, header_bytes, office->cert, office->key, follow, &error);
  if (is_recipient (header, office->role) != (body != NULL))
    sim_fail ("case %s: %s %s it", told->id, office->role,
              body != NULL ? "is no recipient and opens" : "is a recipient and cannot open");
  if (body == NULL)
    return;
  text = g_bytes_get_data (body, &n_bytes);
  if (g_strstr_len (text, (gssize) n_bytes, told->text) == NULL)
    sim_fail ("case %s holds other words than were sealed", told->id);
}

typedef struct
{
  Office offices[3];
  SimVerdict *verdict;
} Judging;

static void
judge_one (SimOracle *self, HubStmt *stmt, gpointer user_data)
{
  Judging *judging = user_data;
  const char *id = hub_stmt_text (stmt, 0);
  Told *told = g_hash_table_lookup (self->cases, id);
  g_autoptr (GBytes) header = column (stmt, 1);
  g_autoptr (GBytes) payload = column (stmt, 2);
  guint8 header_sha256[32], payload_sha256[32];

  if (told == NULL)
    sim_fail ("case %s of %s is at the hub, and nobody submitted it", id, hub_stmt_text (stmt, 4));
  if (hub_stmt_text (stmt, 3) != NULL)
    sim_fail ("case %s of terminal %u is refused: %s", id, told->who, hub_stmt_text (stmt, 3));
  if (++told->n_at_hub > 1)
    sim_fail ("case %s of terminal %u is at the hub twice", id, told->who);
  hash (header, header_sha256);
  hash (payload, payload_sha256);
  if (memcmp (header_sha256, told->header_sha256, sizeof header_sha256) != 0 ||
      memcmp (payload_sha256, told->payload_sha256, sizeof payload_sha256) != 0)
    sim_fail ("case %s of terminal %u came with other bytes", id, told->who);
  for (gsize i = 0; i < G_N_ELEMENTS (judging->offices); i++)
    open_case (told, header, payload, &judging->offices[i]);
  judging->verdict->n_at_hub++;
  judging->verdict->n_more += !told->is_told;
}

/* every one that is not there has to be among those that its terminal says it lost */
static void
judge_missing (SimOracle *self, const GArray *n_declared, SimVerdict *out_verdict)
{
  g_autoptr (GArray) n_left = g_array_copy ((GArray *) n_declared);
  GHashTableIter iter;
  Told *told;

  g_hash_table_iter_init (&iter, self->cases);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &told))
    {
      if (!told->is_told || told->n_at_hub > 0)
        continue;
      if (g_array_index (n_left, guint, told->who) == 0)
        sim_fail ("case %s (%s) of terminal %u, which a resident was told is kept, is not at the "
                  "hub",
                  told->id, told->number, told->who);
      g_array_index (n_left, guint, told->who)--;
      out_verdict->n_lost++;
    }
}

void
sim_oracle_judge (SimOracle *self, SimHub *hub, const GArray *n_declared, SimVerdict *out_verdict)
{
  static const char *const roles[] = { "intake", "sensitive", "recovery" };
  Judging judging = { .verdict = out_verdict };

  *out_verdict = (SimVerdict){ .n_told = self->n_told };
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    office_load (&judging.offices[i], hub, roles[i]);
  for_each_case (self, hub, judge_one, &judging);
  judge_missing (self, n_declared, out_verdict);
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      X509_free (judging.offices[i].cert);
      EVP_PKEY_free (judging.offices[i].key);
    }
}
