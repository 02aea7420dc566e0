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
hub_report_siikep (const HubReportQuery *query,
                   const HubTally *tally,
                   JsonObject *out,
                   GError **error G_GNUC_UNUSED)
{
  g_autoptr (GArray) is_inside = hub_report_find_villages (tally->villages, query->area);
  g_autofree guint32 *aid = hub_tally_find_aid (tally, query->catalogue);
  const GArray *lines = tally->lines[HUB_TALLY_PEOPLE];
  JsonObject *buckets = json_object_new ();
  gint64 n_people[N_BUCKETS][2] = { 0 }; /* without and with aid */

  for (guint i = 0; i < lines->len; i++)
    {
      const HubTallyLine *line = &g_array_index (lines, HubTallyLine, i);

      if (g_array_index (is_inside, gboolean, line->village))
        n_people[find_bucket (line->trait)][aid[line->listing] != 0] += line->n;
    }
  for (guint i = 0; i < N_BUCKETS; i++)
    {
      JsonObject *bucket = json_object_new ();

      json_object_set_int_member (bucket, "aid", n_people[i][1]);
      json_object_set_int_member (bucket, "no_aid", n_people[i][0]);
      json_object_set_object_member (buckets, names[i], bucket);
    }
  json_object_set_object_member (out, "buckets", buckets);
  json_object_set_int_member (out, "worklist", n_people[BUCKET_BOTH][0]);
  return TRUE;
}
