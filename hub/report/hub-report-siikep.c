/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-report-parts.h"

typedef enum {
  BUCKET_BOTH,
  BUCKET_P3KE_ONLY,
  BUCKET_DTKS_ONLY,
  BUCKET_NEITHER,
  N_BUCKETS,
} Bucket;

static const char *const names[N_BUCKETS] = { "both", "p3ke_only", "dtks_only", "neither" };

static Bucket
find_bucket (guint32 flags)
{
  gboolean in_p3ke = (flags & HUB_PERSON_P3KE) != 0;
  gboolean in_dtks = (flags & HUB_PERSON_DTKS) != 0;

  if (in_p3ke)
    return in_dtks ? BUCKET_BOTH : BUCKET_P3KE_ONLY;
  return in_dtks ? BUCKET_DTKS_ONLY : BUCKET_NEITHER;
}

gboolean
hub_report_siikep (const HubReportQuery *query, HubPeople *people, JsonObject *out, GError **error)
{
  g_autoptr (GArray) is_inside = NULL;
  JsonObject *buckets = json_object_new ();
  gint64 n_people[N_BUCKETS][2] = { 0 }; /* without and with aid */

  json_object_set_object_member (out, "buckets", buckets);
  if (!hub_people_load_registers (people, query->store, query->catalogue, error))
    return FALSE;
  is_inside = hub_report_find_villages (people, query->area);
  for (guint i = 0; i < people->persons->len; i++)
    {
      const HubPerson *person = &g_array_index (people->persons, HubPerson, i);

      if (g_array_index (is_inside, gboolean, person->village))
        n_people[find_bucket (person->flags)][(person->flags & HUB_PERSON_AID) != 0]++;
    }
  for (guint i = 0; i < N_BUCKETS; i++)
    {
      JsonObject *bucket = json_object_new ();

      json_object_set_int_member (bucket, "aid", n_people[i][1]);
      json_object_set_int_member (bucket, "no_aid", n_people[i][0]);
      json_object_set_object_member (buckets, names[i], bucket);
    }
  json_object_set_int_member (out, "worklist", n_people[BUCKET_BOTH][0]);
  return TRUE;
}
