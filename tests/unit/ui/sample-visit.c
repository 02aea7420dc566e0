/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-visit.h"

#include <string.h>

#include "core/anj-json.h"
#include "data/anj-data.h"

static const char FOLLOWED[] =
    "{\"region\": \"35.09.01.2001\", \"number\": \"PGD-4827-K\", \"state\": {\"kind\": "
    "\"complaint\", \"category\": \"tidak-cair\", \"state\": \"in_progress\", \"submitted\": "
    "\"2026-11-23T02:44:00Z\", \"due\": \"2026-12-03\", \"history\": [{\"state\": \"received\", "
    "\"time\": \"2026-11-23T02:52:00Z\"}, {\"state\": \"in_progress\", \"time\": "
    "\"2026-11-24T01:10:00Z\"}]}, \"answer\": {\"text\": \"Kami sedang bertanya ke bank. Mohon "
    "menunggu.\", \"state\": \"in_progress\", \"time\": \"2026-11-24T01:10:00Z\", \"role\": "
    "\"intake\"}}";

static void
fill_config (AnjVisit *visit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup ("default-config.json", &error);
  JsonObject *config = anj_visit_get_config (visit);
  JsonObject *place = json_object_new ();
  JsonObject *shipped = NULL;
  g_autoptr (GList) members = NULL;

  g_assert_no_error (error);
  shipped = anj_json_parse_object (bytes, &error);
  g_assert_no_error (error);
  members = json_object_get_members (shipped);
  for (GList *l = members; l != NULL; l = l->next)
    json_object_set_member (config, l->data, json_object_dup_member (shipped, l->data));
  json_object_unref (shipped);
  json_object_set_string_member (place, "village", "Sumber Kencana");
  json_object_set_string_member (place, "regency", "Kab. Jember");
  json_object_set_object_member (config, "place", place);
  json_object_set_string_member (config, "region", "35.09.01.2001");
}

static JsonObject *
parse (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  JsonObject *object = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return object;
}

static void
fill_household (AnjVisit *visit)
{
  g_autofree char *path = g_build_filename (g_getenv ("ANJ_SOURCE_ROOT"), "tests", "data",
                                            "household-sample.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;
  JsonObject *household = NULL;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  household = parse (text, (gssize) length);
  anj_visit_set_household (visit, household);
  json_object_unref (household);
}

void
sample_visit_fill (AnjVisit *visit)
{
  JsonObject *followed = parse (FOLLOWED, -1);
  AnjTicket *ticket = g_new0 (AnjTicket, 1);

  fill_config (visit);
  fill_household (visit);
  anj_visit_set_nik (visit, "3509015403839001");
  anj_visit_set_no_kk (visit, "3509011203019003");
  anj_visit_set_category (visit, "tidak-cair");
  anj_visit_set_name_choice (visit, ANJ_NAME_SECRET);
  anj_visit_set_words (visit,
                       "Uang Sembako saya belum masuk sejak September. Tetangga sudah menerima. "
                       "Saya sudah bertanya ke bank, dua kali, dan diminta menunggu lagi. Di rumah "
                       "ada tiga anak yang masih sekolah.");
  ticket->region = g_strdup ("35.09.01.2001");
  ticket->number = g_strdup ("PGD-4827-K");
  ticket->pin = g_strdup ("639201");
  anj_visit_take_ticket (visit, ticket);
  anj_visit_set_follow_number (visit, "PGD-48");
  anj_visit_set_follow_pin (visit, "639");
  anj_visit_set_followed (visit, followed);
  json_object_unref (followed);
}

void
sample_visit_choose (AnjVisit *visit, const char *code)
{
  JsonObject *household = anj_json_get_object (anj_visit_get_household (visit), "household");
  JsonArray *programmes = anj_json_get_array (household, "programmes");

  for (guint i = 0; i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (strcmp (anj_json_get_string (programme, "code", ""), code) == 0)
        anj_visit_set_programme (visit, programme);
    }
}
