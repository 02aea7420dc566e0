/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-sync-page.h"

#include <string.h>

#include "core/anj-cache-row.h"
#include "core/anj-columns.h"
#include "core/anj-error.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "core/anj-secret.h"

/* form of the households' line that this program reads; a record is sealed with it */
#define SCHEMA 2

/* A household on its way through the pool of threads. */
typedef struct
{
  JsonObject *row;            /* (owned): without the document */
  GBytes *plain;              /* (owned): the document */
  AnjSealedHousehold *sealed; /* (owned) (nullable) */
  GError *error;              /* (owned) (nullable) */
} Job;

typedef struct
{
  const AnjCacheGeneration *generation;
  const guint8 *k_seal;
  const AnjRandom *random;
} Sealing;

/* What the lines of a page go to. */
typedef struct
{
  AnjCachePage *page;
  const char *region;
  GThreadPool *pool;
  GPtrArray *jobs;
  gboolean more;
} Taking;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->row, json_object_unref);
  g_clear_pointer (&job->plain, g_bytes_unref);
  g_clear_pointer (&job->sealed, anj_sealed_household_free);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
is_number (const char *text)
{
  return strlen (text) == ANJ_NIK_LENGTH && strspn (text, "0123456789") == ANJ_NIK_LENGTH;
}

static gboolean
collect_people (JsonArray *people, GArray *out_people)
{
  for (guint i = 0; i < json_array_get_length (people); i++)
    {
      JsonObject *object = anj_json_array_get_object (people, i);
      AnjCachePerson person = { "", "", "" };

      if (object != NULL)
        person = (AnjCachePerson){ anj_json_get_string (object, "nik", ""),
                                   anj_json_get_string (object, "no_kk", ""),
                                   anj_json_get_string (object, "member", "") };
      if (!is_number (person.nik) || !is_number (person.no_kk))
        return FALSE;
      g_array_append_val (out_people, person);
    }
  return TRUE;
}

/* A document names its village; what the hub sends by mistake is never served here. */
static gboolean
is_of_region (JsonObject *document, const char *region)
{
  JsonObject *household = anj_json_get_object (document, "household");
  const char *own = household != NULL ? anj_json_get_string (household, "region", NULL) : NULL;

  return g_strcmp0 (own, region) == 0;
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  const Sealing *sealing = user_data;
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (AnjCachePerson));
  JsonArray *array = anj_json_get_array (job->row, "people");
  AnjCacheDocument input = {
    .record = anj_json_get_string (job->row, "record", ""),
    .batch = anj_json_get_string (job->row, "batch", ""),
    .as_of = anj_json_get_string (job->row, "as_of", ""),
    .schema = SCHEMA,
    .plain = job->plain,
    .people = people,
  };

  if (array == NULL || *input.record == '\0' || !collect_people (array, people))
    g_set_error_literal (&job->error, ANJ_ERROR, ANJ_ERROR_INVALID,
                         "a household without record or good numbers");
  else
    job->sealed = anj_cache_seal (&input, sealing->k_seal, sealing->generation->salt,
                                  &sealing->generation->cost, sealing->random, &job->error);
  g_clear_pointer (&job->row, json_object_unref);
  g_clear_pointer (&job->plain, g_bytes_unref);
}

/* (transfer full): its bytes, wiped with the last reference */
static GBytes *
take_document (JsonObject *row)
{
  g_autoptr (GBytes) bytes = anj_json_object_to_bytes (anj_json_get_object (row, "document"));
  gsize n_bytes;
  gpointer data = g_bytes_unref_to_data (g_steal_pointer (&bytes), &n_bytes);

  json_object_remove_member (row, "document");
  return anj_secret_bytes_new_take (data, n_bytes);
}

/* a household is being sealed while the next is still being put together */
static gboolean
take_household (JsonObject *row, Taking *taking, GError **error)
{
  JsonObject *document = anj_json_get_object (row, "document");
  Job *job;

  if (document == NULL)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "a household without document");
      return FALSE;
    }
  if (!is_of_region (document, taking->region))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "a household of another village");
      return FALSE;
    }
  job = g_new0 (Job, 1);
  job->plain = take_document (row);
  job->row = json_object_ref (row);
  g_ptr_array_add (taking->jobs, job);
  return g_thread_pool_push (taking->pool, job, error);
}

static gboolean
take_households (JsonObject *households, Taking *taking, GError **error)
{
  guint8 key[ANJ_VILLAGE_KEY_BYTES];
  g_autoptr (AnjColumns) columns = NULL;

  if (anj_json_get_int (households, "schema", 0) != SCHEMA ||
      !anj_hex_decode (anj_json_get_string (households, "key", ""), key, sizeof key))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "households of another form than this program reads");
      return FALSE;
    }
  columns = anj_columns_read (households, error);
  if (columns == NULL)
    return FALSE;
  for (guint i = 0; i < anj_columns_n_rows (columns); i++)
    {
      g_autoptr (JsonObject) row = anj_columns_get_row (columns, i);

      anj_cache_row_lengthen (row, key);
      if (!take_household (row, taking, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_line (JsonObject *line, Taking *taking, GError **error)
{
  AnjCachePage *page = taking->page;
  JsonObject *place = anj_json_get_object (line, "place");
  JsonObject *households = anj_json_get_object (line, "households");
  const char *deleted = anj_json_get_string (line, "delete", NULL);
  const char *cursor = anj_json_get_string (line, "cursor", NULL);

  if (households != NULL)
    return take_households (households, taking, error);
  if (place != NULL)
    {
      g_autoptr (GBytes) text = anj_json_object_to_bytes (place);

      g_free (page->place);
      page->place = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
      return TRUE;
    }
  if (deleted != NULL)
    {
      g_ptr_array_add (page->deleted, g_strdup (deleted));
      return TRUE;
    }
  if (cursor != NULL && page->cursor == NULL)
    {
      page->cursor = g_strdup (cursor);
      page->data_date = g_strdup (anj_json_get_string (line, "data_date", NULL));
      taking->more = anj_json_get_bool (line, "more", FALSE);
      page->is_last = !taking->more;
      return TRUE;
    }
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "not understood");
  return FALSE;
}

static gboolean
take_lines (GBytes *lines, Taking *taking, GError **error)
{
  gsize n_left;
  const char *at = g_bytes_get_data (lines, &n_left);

  for (guint number = 1; n_left > 0; number++)
    {
      const char *end = memchr (at, '\n', n_left);
      gsize n_chars = end != NULL ? (gsize) (end - at) : n_left;
      g_autoptr (GBytes) text = g_bytes_new_static (at, n_chars);
      g_autoptr (JsonObject) line = n_chars > 0 ? anj_json_parse_object (text, error) : NULL;

      if (n_chars > 0 && (line == NULL || !take_line (line, taking, error)))
        {
          g_prefix_error (error, "cache page, line %u: ", number);
          return FALSE;
        }
      n_left -= MIN (n_left, n_chars + 1);
      at += n_chars + 1;
    }
  if (taking->page->cursor != NULL)
    return TRUE;
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "cache page without a cursor");
  return FALSE;
}

static gboolean
collect_jobs (Taking *taking, GError **error)
{
  for (guint i = 0; i < taking->jobs->len; i++)
    {
      Job *job = taking->jobs->pdata[i];

      if (job->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&job->error));
          return FALSE;
        }
      g_ptr_array_add (taking->page->households, g_steal_pointer (&job->sealed));
    }
  return TRUE;
}

AnjCachePage *
anj_sync_page_seal (GBytes *lines,
                    const char *region,
                    const AnjCacheGeneration *generation,
                    const guint8 *k_seal,
                    guint n_threads,
                    const AnjRandom *random,
                    gboolean *out_more,
                    GError **error)
{
  g_autoptr (AnjCachePage) page = anj_cache_page_new ();
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) job_free);
  Sealing sealing = { generation, k_seal, random };
  Taking taking = { .page = page, .region = region, .jobs = jobs };
  gboolean taken;

  taking.pool = g_thread_pool_new (run_job, &sealing, (int) n_threads, /* exclusive */ TRUE, error);
  if (taking.pool == NULL)
    return NULL;
  taken = take_lines (lines, &taking, error);
  /* after a bad line nothing that still waits is worth doing */
  g_thread_pool_free (taking.pool, /* immediate */ !taken, /* wait */ TRUE);
  if (!taken || !collect_jobs (&taking, error))
    return NULL;
  *out_more = taking.more;
  return g_steal_pointer (&page);
}
