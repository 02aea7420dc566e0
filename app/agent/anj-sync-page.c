/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-sync-page.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "core/anj-secret.h"

/* A household on its way through the pool of threads. */
typedef struct
{
  JsonObject *line;           /* (owned): plain */
  AnjSealedHousehold *sealed; /* (owned) (nullable) */
  GError *error;              /* (owned) (nullable) */
} Job;

typedef struct
{
  const AnjCacheGeneration *generation;
  const char *region;
  const guint8 *k_seal;
  const AnjRandom *random;
} Sealing;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->line, json_object_unref);
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
      AnjCachePerson person = { "", "" };

      if (object != NULL)
        person = (AnjCachePerson){ anj_json_get_string (object, "nik", ""),
                                   anj_json_get_string (object, "no_kk", "") };
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
  JsonObject *document = anj_json_get_object (job->line, "document");
  JsonArray *array = anj_json_get_array (job->line, "people");
  AnjCacheDocument input = {
    .record = anj_json_get_string (job->line, "record", ""),
    .batch = anj_json_get_string (job->line, "batch", ""),
    .as_of = anj_json_get_string (job->line, "as_of", ""),
    .schema = (guint) anj_json_get_int (job->line, "schema", 1),
    .people = people,
  };

  if (document == NULL || array == NULL || *input.record == '\0' || !collect_people (array, people))
    {
      g_set_error_literal (&job->error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "a household without record, document or good numbers");
      return;
    }
  if (!is_of_region (document, sealing->region))
    {
      g_set_error_literal (&job->error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "a household of another village");
      return;
    }
  input.plain = anj_json_object_to_bytes (document);
  job->sealed = anj_cache_seal (&input, sealing->k_seal, sealing->generation->salt,
                                &sealing->generation->cost, sealing->random, &job->error);
  g_bytes_unref (input.plain);
  g_clear_pointer (&job->line, json_object_unref);
}

/* Sorts one line into page or jobs; FALSE when it is none of ours. */
static gboolean
take_line (JsonObject *line, AnjCachePage *page, GPtrArray *jobs, gboolean *out_more)
{
  JsonObject *place = anj_json_get_object (line, "place");
  const char *deleted = anj_json_get_string (line, "delete", NULL);
  const char *cursor = anj_json_get_string (line, "cursor", NULL);

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
      *out_more = anj_json_get_bool (line, "more", FALSE);
      page->is_last = !*out_more;
      return TRUE;
    }
  if (json_object_has_member (line, "record"))
    {
      Job *job = g_new0 (Job, 1);

      job->line = json_object_ref (line);
      g_ptr_array_add (jobs, job);
      return TRUE;
    }
  return FALSE;
}

static gboolean
take_lines (GBytes *lines, AnjCachePage *page, GPtrArray *jobs, gboolean *out_more, GError **error)
{
  gsize n_left;
  const char *at = g_bytes_get_data (lines, &n_left);

  for (guint number = 1; n_left > 0; number++)
    {
      const char *end = memchr (at, '\n', n_left);
      gsize n_chars = end != NULL ? (gsize) (end - at) : n_left;
      g_autoptr (GBytes) text = g_bytes_new_static (at, n_chars);
      g_autoptr (JsonObject) line = n_chars > 0 ? anj_json_parse_object (text, NULL) : NULL;

      if (n_chars > 0 && (line == NULL || !take_line (line, page, jobs, out_more)))
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "cache page, line %u: not understood",
                       number);
          return FALSE;
        }
      n_left -= MIN (n_left, n_chars + 1);
      at += n_chars + 1;
    }
  if (page->cursor != NULL)
    return TRUE;
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "cache page without a cursor");
  return FALSE;
}

static gboolean
run_jobs (GPtrArray *jobs, Sealing *sealing, guint n_threads, GError **error)
{
  GThreadPool *pool = g_thread_pool_new (run_job, sealing, (int) n_threads, TRUE, error);

  if (pool == NULL)
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    g_thread_pool_push (pool, jobs->pdata[i], NULL);
  g_thread_pool_free (pool, /* immediate */ FALSE, /* wait */ TRUE);
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
  Sealing sealing = { generation, region, k_seal, random };

  if (!take_lines (lines, page, jobs, out_more, error) ||
      !run_jobs (jobs, &sealing, n_threads, error))
    return NULL;
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = jobs->pdata[i];

      if (job->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&job->error));
          return NULL;
        }
      g_ptr_array_add (page->households, g_steal_pointer (&job->sealed));
    }
  return g_steal_pointer (&page);
}
