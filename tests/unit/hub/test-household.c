/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "register-fixture.h"

#define KK "3509010101209001"
#define OTHER_KK "3509010101209002"
#define FATHER "3509010102809001"
#define MOTHER "3509014103829002"
#define CHILD "3509012902129003"

#define PK_HEADER                                                                                  \
  "id_keluarga_pk,nik,nama,tanggal_lahir,alamat,kode_wilayah,tahun,risiko_stunting,faktor,"        \
  "kategori_3b\n"

static void
import_family (RegisterFixture *f)
{
  g_autofree char *father = register_fixture_dtsen (KK, FATHER, "Slamet Riyadi", "aktif");
  g_autofree char *mother = register_fixture_dtsen (KK, MOTHER, "Siti Aminah Putri", "aktif");
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, mother, father, NULL);

  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", csv);
}

/* checks what every document must keep */
static JsonObject *
build (RegisterFixture *f, const char *no_kk, HubHousehold **out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) schema_bytes = anj_data_lookup ("schema/household.json", &error);
  g_autoptr (AnjSchema) schema = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_assert_no_error (error);
  *out = register_fixture_household (f, no_kk, /* out_region */ NULL);
  if (*out == NULL)
    return NULL;
  schema = anj_schema_new (schema_bytes, &error);
  g_assert_no_error (error);
  json_node_set_object (node, (*out)->document);
  g_assert_true (anj_schema_check (schema, node, &error));
  g_assert_no_error (error);
  g_assert_true (anj_household_check ((*out)->document, &error));
  g_assert_no_error (error);
  return anj_json_get_object ((*out)->document, "household");
}

static JsonObject *
get (JsonObject *household, const char *list, guint index)
{
  return anj_json_array_get_object (anj_json_get_array (household, list), index);
}

static guint
count (JsonObject *household, const char *list)
{
  return json_array_get_length (anj_json_get_array (household, list));
}

/* [first, second] kind, or NULL */
static JsonObject *
find_disagreement (JsonObject *household, const char *first, const char *second, const char *kind)
{
  for (guint i = 0; i < count (household, "disagreements"); i++)
    {
      JsonObject *one = get (household, "disagreements", i);
      JsonArray *names = anj_json_get_array (one, "registers");

      if (strcmp (json_array_get_string_element (names, 0), first) == 0 &&
          strcmp (json_array_get_string_element (names, 1), second) == 0 &&
          strcmp (anj_json_get_string (one, "kind", ""), kind) == 0)
        return one;
    }
  return NULL;
}

static void
test_family_is_shown_masked (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *document;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  import_family (f);
  document = build (f, KK, &household);
  g_assert_cmpstr (anj_json_get_string (document, "region", ""), ==, VILLAGE);
  g_assert_cmpstr (household->batch, ==, "dtsen-1");
  g_assert_cmpstr (anj_json_get_string (document, "no_kk", ""), ==, "3509********9001");
  g_assert_cmpuint (count (document, "members"), ==, 2);
  g_assert_cmpstr (anj_json_get_string (get (document, "members", 0), "name", ""), ==, "Slamet R.");
  g_assert_cmpstr (anj_json_get_string (get (document, "members", 1), "name", ""), ==,
                   "Siti A. P.");
  g_assert_cmpstr (anj_json_get_string (get (document, "members", 1), "nik", ""), ==,
                   "3509********9002");
  g_assert_cmpint (anj_json_get_int (get (document, "registers", 0), "desil", 0), ==, 1);
  g_assert_cmpuint (json_array_get_length (household->people), ==, 2);
  bytes = anj_json_object_to_bytes (household->document);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (strstr (text, "1980"));
  g_assert_null (strstr (text, "Mawar"));
  g_assert_null (strstr (text, "Riyadi"));
  g_assert_null (strstr (text, FATHER));
}

static void
test_every_programme_of_the_catalogue_is_there (RegisterFixture *f,
                                                gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *document;
  JsonObject *pkh;

  import_family (f);
  document = build (f, KK, &household);
  /* PMT is marked sensitive: not before attendants exist */
  g_assert_cmpuint (count (document, "programmes"), ==, 2);
  pkh = get (document, "programmes", 0);
  g_assert_cmpstr (anj_json_get_string (pkh, "code", ""), ==, "PKH");
  g_assert_false (anj_json_get_bool (pkh, "listed", TRUE));
  g_assert_cmpstr (anj_json_get_string (pkh, "class", ""), ==, "none");
  g_assert_cmpstr (anj_json_get_text (pkh, "explanation", "en"), ==, "Not listed.");
  g_assert_cmpuint (count (document, "contacts"), ==, 1);
}

static void
test_payments_tell_state_and_sum (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *pkh;
  JsonObject *payment;

  import_family (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh-3",
                           PENERIMA_HEADER
                           "PKH," FATHER "," KK ",SD,2026-2,2,225000,KKS,SI,2026-06-01,\n"
                           "PKH," FATHER "," KK ",SD,2026-3,3,225000,KKS,PROSES SPM,,\n"
                           "PKH," FATHER "," KK ",Balita,2026-3,3,750000,KKS,PROSES SPM,,\n"
                           "PMT," MOTHER "," KK ",KEK,2026-3,,0,,SI,,\n"
                           /* of a recipient whom no register has */
                           "SEMBAKO,3509010102809777," KK ",,2026-10,,200000,,KODE BARU,,\n");
  pkh = get (build (f, KK, &household), "programmes", 0);
  g_assert_true (anj_json_get_bool (pkh, "listed", FALSE));
  g_assert_cmpstr (anj_json_get_string (pkh, "state", ""), ==, "PROSES SPM");
  g_assert_cmpstr (anj_json_get_string (pkh, "class", ""), ==, "pending");
  g_assert_cmpstr (anj_json_get_text (pkh, "explanation", "id"), ==, "Tunggu.");
  g_assert_cmpuint (count (pkh, "payments"), ==, 2);
  payment = get (pkh, "payments", 0);
  g_assert_cmpint (anj_json_get_int (payment, "amount", 0), ==, 975000);
  g_assert_cmpstr (anj_json_get_string (payment, "period", ""), ==, "2026-3");
  g_assert_false (json_object_has_member (payment, "date"));
  g_assert_cmpstr (household->batch, ==, "pkh-3");
  pkh = get (anj_json_get_object (household->document, "household"), "programmes", 1);
  g_assert_cmpstr (anj_json_get_string (pkh, "state", ""), ==, "KODE BARU");
  g_assert_cmpstr (anj_json_get_string (pkh, "class", ""), ==, "pending");
  g_assert_cmpstr (anj_json_get_text (pkh, "explanation", "id"), ==, "Tanyakan.");
}

static void
test_most_urgent_state_of_a_period_counts (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *pkh;

  import_family (f);
  register_fixture_import (
      f, HUB_REGISTER_PENERIMA, "pkh",
      PENERIMA_HEADER "PKH," FATHER "," KK ",SD,2026-3,3,225000,KKS,SI,2026-09-01,\n"
                      "PKH," MOTHER "," KK ",Balita,2026-3,3,750000,KKS,GAGAL CEK REKENING,,\n");
  pkh = get (build (f, KK, &household), "programmes", 0);
  g_assert_cmpstr (anj_json_get_string (pkh, "class", ""), ==, "failed");
  g_assert_cmpuint (count (pkh, "payments"), ==, 2);
}

static void
test_disagreements_have_a_way_out (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) first = NULL;
  g_autoptr (HubHousehold) second = NULL;
  JsonObject *document;
  JsonObject *missing;

  import_family (f);
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1," FATHER ",Slamet Riyadi,1980-02-01,," VILLAGE
                                       ",3,2023\n");
  document = build (f, KK, &first);
  /* nobody of the village is in dtks: that says nothing */
  g_assert_null (find_disagreement (document, "dtsen", "dtks", "missing"));
  g_assert_nonnull (find_disagreement (document, "dtsen", "p3ke", "desil"));
  g_assert_nonnull (find_disagreement (document, "dtsen", "p3ke", "members"));
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           DTKS_HEADER "3509010102809009," OTHER_KK ",Budi,1980-02-01,," VILLAGE
                                       ",terdaftar,,\n");
  document = build (f, KK, &second);
  missing = find_disagreement (document, "p3ke", "dtks", "missing");
  g_assert_nonnull (missing);
  g_assert_cmpstr (json_array_get_string_element (anj_json_get_array (missing, "may"), 0), ==,
                   "proposal");
  /* the import knew that this household's document changed with it */
  g_assert_cmpuint (f->result.n_households, ==, 2);
}

static void
test_lists_of_the_poor_need_not_have_the_others (RegisterFixture *f,
                                                 gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) poor = NULL;
  g_autoptr (HubHousehold) rich = NULL;
  g_autofree char *father = register_fixture_dtsen (KK, FATHER, "Slamet", "aktif");
  g_autofree char *mother = register_fixture_dtsen (OTHER_KK, MOTHER, "Siti", "aktif");
  g_autoptr (GString) csv = g_string_new (mother);

  g_string_replace (csv, VILLAGE ",1,", VILLAGE ",7,", 0);
  g_string_prepend (csv, father);
  g_string_prepend (csv, DTSEN_HEADER);
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", csv->str);
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           DTKS_HEADER "3509010102809009,3509010101209003,Budi,1980-02-01,," VILLAGE
                                       ",terdaftar,,\n");
  g_assert_nonnull (find_disagreement (build (f, KK, &poor), "dtsen", "dtks", "missing"));
  g_assert_cmpuint (count (build (f, OTHER_KK, &rich), "disagreements"), ==, 0);
}

static void
test_row_without_nik_joins_only_a_sure_match (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) sure = NULL;
  g_autoptr (HubHousehold) unsure = NULL;
  g_autofree char *twin = NULL;
  g_autofree char *csv = NULL;

  import_family (f);
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1,,SLAMET  RIYADI,1980-02-01,," VILLAGE ",1,2023\n");
  g_assert_cmpuint (count (build (f, KK, &sure), "registers"), ==, 2);
  twin = register_fixture_dtsen (OTHER_KK, "3509010102809005", "Slamet Riyadi", "aktif");
  csv = g_strconcat (DTSEN_HEADER, twin, NULL);
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-2", csv);
  g_assert_cmpuint (count (build (f, KK, &unsure), "registers"), ==, 1);
  g_assert_cmpuint (f->result.n_households, ==, 2);
}

static void
test_the_dead_are_no_members_but_their_payments_stay (RegisterFixture *f,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  g_autofree char *father = register_fixture_dtsen (KK, FATHER, "Slamet", "meninggal");
  g_autofree char *mother = register_fixture_dtsen (KK, MOTHER, "Siti", "aktif");
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, father, mother, NULL);
  JsonObject *document;

  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", csv);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",SD,2026-3,3,0,KKS,EXCLUDE,,\n");
  document = build (f, KK, &household);
  g_assert_cmpuint (count (document, "members"), ==, 1);
  g_assert_cmpstr (anj_json_get_string (get (document, "programmes", 0), "class", ""), ==,
                   "excluded");
}

static void
test_household_of_nobody_is_none (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) none = NULL;
  g_autofree char *father = register_fixture_dtsen (KK, FATHER, "Slamet", "pindah");
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, father, NULL);

  import_family (f);
  g_assert_null (build (f, OTHER_KK, &none));
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-2", csv);
  g_assert_cmpint (
      register_fixture_count (f, "SELECT count(*) FROM residents WHERE is_present = 1"), ==, 1);
}

static void
test_new_texts_change_documents (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *programme;

  import_family (f);
  register_fixture_set_catalogue (
      f, "{\"programmes\": [{\"code\": \"PKH\", \"none\": {\"explanation\": {\"id\": \"Lain\"}}}],"
         " \"status_codes\": []}");
  programme = get (build (f, KK, &household), "programmes", 0);
  g_assert_cmpstr (anj_json_get_text (programme, "explanation", "id"), ==, "Lain");
}

static void
test_texts_are_in_the_languages_on_offer (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *explanation;

  import_family (f);
  register_fixture_set_catalogue (
      f, "{\"languages\": [\"su\", \"id\"], \"programmes\": [{\"code\": \"PKH\", \"none\":"
         " {\"explanation\": {\"id\": \"Belum\", \"jv\": \"Dereng\", \"su\": \"Teu acan\"}}}],"
         " \"status_codes\": []}");
  explanation = anj_json_get_object (get (build (f, KK, &household), "programmes", 0),
                                     "explanation");
  g_assert_cmpuint (json_object_get_size (explanation), ==, 2);
  g_assert_cmpstr (anj_json_get_string (explanation, "su", ""), ==, "Teu acan");
  g_assert_cmpstr (anj_json_get_string (explanation, "id", ""), ==, "Belum");
}

static void
test_leap_day_child_is_a_member (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  g_autofree char *child = register_fixture_dtsen (KK, CHILD, "Nur'aini", "aktif");
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, child, NULL);

  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", csv);
  g_assert_cmpstr (anj_json_get_string (get (build (f, KK, &household), "members", 0), "name", ""),
                   ==, "Nur'aini");
}

static char *
to_text (JsonObject *document)
{
  g_autoptr (GBytes) bytes = anj_json_object_to_bytes (document);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* a copy of the shipped configuration: (transfer full) */
static JsonObject *
shipped_config (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup ("default-config.json", &error);
  JsonObject *config = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return config;
}

static JsonObject *
find_programme (JsonObject *household, const char *code)
{
  for (guint i = 0; i < count (household, "programmes"); i++)
    if (strcmp (anj_json_get_string (get (household, "programmes", i), "code", ""), code) == 0)
      return get (household, "programmes", i);
  return NULL;
}

/* what no program has ever heard of: the document has its words, its state and its hint */
static void
test_a_new_programme_needs_no_code (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char beras[] =
      "{\"code\": \"BERAS-DESA\", \"none\": {\"explanation\": {\"id\": \"Belum tercatat.\"}},"
      " \"rule\": {\"registers\": [{\"register\": \"dtsen\", \"desil_to\": 2}]}}";
  g_autoptr (JsonObject) config = shipped_config ();
  g_autoptr (HubHousehold) unlisted = NULL, listed = NULL;
  g_autofree char *text = NULL;
  JsonObject *programme;

  json_array_add_element (anj_json_get_array (config, "programmes"),
                          json_from_string (beras, NULL));
  text = to_text (config);
  register_fixture_set_catalogue (f, text);
  import_family (f);
  programme = find_programme (build (f, KK, &unlisted), "BERAS-DESA");
  g_assert_nonnull (programme);
  g_assert_false (anj_json_get_bool (programme, "listed", TRUE));
  g_assert_cmpstr (anj_json_get_text (programme, "explanation", "id"), ==, "Belum tercatat.");
  g_assert_cmpstr (anj_json_get_string (programme, "indication", ""), ==, "fits");
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "beras-1",
                           PENERIMA_HEADER "BERAS-DESA," FATHER "," KK
                                           ",,2026-10,,0,,TERSALUR,2026-10-02,\n");
  programme = find_programme (build (f, KK, &listed), "BERAS-DESA");
  g_assert_true (anj_json_get_bool (programme, "listed", FALSE));
  g_assert_cmpstr (anj_json_get_string (programme, "class", ""), ==, "paid");
  g_assert_false (json_object_has_member (programme, "indication"));
}

/* the same household, but for what pk knows of its health and children */
static char *
document_with_pk (const char *risk)
{
  RegisterFixture f = { 0 };
  g_autoptr (HubHousehold) household = NULL;
  g_autoptr (JsonObject) config = shipped_config ();
  g_autofree char *config_text = to_text (config);
  g_autofree char *pk = g_strconcat (
      PK_HEADER "F1," MOTHER ",Siti Aminah Putri,1982-03-01,," VILLAGE ",2024,", risk, "\n", NULL);
  char *text;

  register_fixture_set_up (&f, NULL);
  register_fixture_set_catalogue (&f, config_text);
  import_family (&f);
  register_fixture_import (&f, HUB_REGISTER_PK, "pk-1", pk);
  build (&f, KK, &household);
  text = to_text (household->document);
  register_fixture_tear_down (&f, NULL);
  return text;
}

/* nor does it have the sums of the configuration: a family reads what a batch says it got */
static void
test_nothing_tells_of_health_and_children (void)
{
  static const char *const words[] = { "hamil",     "menyusui",     "balita", "stunting",
                                       "sanitasi",  "disabilitas",  "PSBR",   "PPSAA",
                                       "PMT",       "PENDAMPINGAN", "umur",   "\"age\"",
                                       "component", "referral",     "rupiah", "200000",
                                       "16800" };
  g_autofree char *at_risk = document_with_pk ("ya,sanitasi|air,hamil");
  g_autofree char *not_at_risk = document_with_pk ("tidak,,-");

  g_assert_cmpstr (at_risk, ==, not_at_risk);
  g_assert_nonnull (strstr (at_risk, "\"pk\""));
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_test_message ("%s", words[i]);
      g_assert_null (strstr (at_risk, words[i]));
    }
}

/* whoever of the family was trained: the family reads what became of it and what comes next */
static void
test_a_training_tells_what_became_of_it (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *state;
    const char *klass;
    const char *explanation;
    const char *next_step;
  } outcomes[] = {
    { "IKUT PELATIHAN", "paid", "Peserta dari keluarga Anda sedang ikut pelatihan.",
      "Hadir terus" },
    { "LULUS", "paid", "Peserta dari keluarga Anda lulus pelatihan.", "Ambil sertifikat." },
    { "bekerja", "paid", "Peserta pelatihan dari keluarga Anda sudah bekerja.", "Pekerjaan" },
    { "WIRAUSAHA", "paid", "Peserta pelatihan dari keluarga Anda membuka usaha sendiri.", "Butuh" },
    { "BERHENTI PELATIHAN", "excluded", "Peserta dari keluarga Anda berhenti sebelum lulus.",
      "Ingin ikut lagi?" },
  };
  g_autoptr (JsonObject) config = shipped_config ();
  g_autofree char *text = to_text (config);

  register_fixture_set_catalogue (f, text);
  import_family (f);
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (HubHousehold) household = NULL;
      g_autofree char *batch = g_strdup_printf ("pelatihan-%" G_GSIZE_FORMAT, i);
      g_autofree char *csv = g_strdup_printf (
          PENERIMA_HEADER "PELATIHAN," FATHER "," KK ",,2026,,0,,%s,2026-10-%02u,menjahit\n",
          outcomes[i].state, 1 + (guint) i);
      JsonObject *programme;

      register_fixture_import (f, HUB_REGISTER_PENERIMA, batch, csv);
      programme = find_programme (build (f, KK, &household), "PELATIHAN");
      g_assert_cmpstr (anj_json_get_string (programme, "class", ""), ==, outcomes[i].klass);
      g_assert_cmpstr (anj_json_get_text (programme, "explanation", "id"), ==,
                       outcomes[i].explanation);
      g_assert_true (g_str_has_prefix (anj_json_get_text (programme, "next_step", "id"),
                                       outcomes[i].next_step));
    }
}

/* agencies write BPNT where the catalogue has SEMBAKO: one programme, not two */
static void
test_another_spelling_is_the_same_programme (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  g_autoptr (JsonObject) config = shipped_config ();
  g_autofree char *text = to_text (config);
  JsonObject *programme;

  register_fixture_set_catalogue (f, text);
  import_family (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "bpnt-1",
                           PENERIMA_HEADER "bpnt," FATHER "," KK
                                           ",,2026-10,,200000,KKS,TOPUP,2026-10-02,\n");
  programme = find_programme (build (f, KK, &household), "SEMBAKO");
  g_assert_true (anj_json_get_bool (programme, "listed", FALSE));
  g_assert_cmpstr (anj_json_get_string (programme, "state", ""), ==, "TOPUP");
  g_assert_cmpstr (anj_json_get_string (programme, "class", ""), ==, "paid");
}

static void
test_a_programme_that_ended_is_shown_to_whom_it_paid (RegisterFixture *f,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) unlisted = NULL, listed = NULL;

  register_fixture_set_catalogue (
      f, "{\"programmes\": [{\"code\": \"PKH\", \"valid_to\": \"2026-11-21\"},"
         " {\"code\": \"SEMBAKO\", \"region\": \"31.71\"}], \"status_codes\": []}");
  import_family (f);
  g_assert_cmpuint (count (build (f, KK, &unlisted), "programmes"), ==, 0);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",SD,2026-3,3,0,KKS,SI,,\n");
  g_assert_cmpuint (count (build (f, KK, &listed), "programmes"), ==, 1);
}

static void
test_registers_that_name_somebody_otherwise_disagree (RegisterFixture *f,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *document;

  import_family (f);
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           DTKS_HEADER FATHER
                           "," OTHER_KK ",Slamet R,1980-02-01,," VILLAGE ",nonaktif,,\n" MOTHER
                           "," KK ",Siti Aminah  Putri,1982-03-02,," VILLAGE ",nonaktif,,\n");
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1," FATHER ",Slamet Riyadi,1980-02-01,," VILLAGE
                                       ",1,2023\n");
  document = build (f, KK, &household);
  g_assert_nonnull (find_disagreement (document, "dtsen", "dtks", "status"));
  g_assert_nonnull (find_disagreement (document, "dtsen", "dtks", "no-kk"));
  g_assert_nonnull (find_disagreement (document, "dtsen", "dtks", "name"));
  g_assert_nonnull (find_disagreement (document, "dtsen", "dtks", "birth"));
  g_assert_nonnull (find_disagreement (document, "dtks", "p3ke", "name"));
  g_assert_null (find_disagreement (document, "dtsen", "p3ke", "name"));
  g_assert_null (find_disagreement (document, "dtsen", "p3ke", "birth"));
}

static void
test_pk_tells_presence_and_year_only (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  JsonObject *document, *pk;

  import_family (f);
  register_fixture_import (f, HUB_REGISTER_PK, "pk-1",
                           PK_HEADER "B1," MOTHER ",Siti Aminah Putri,1982-03-01,," VILLAGE
                                     ",2021,ya,sanitasi|air bersih,hamil\n");
  document = build (f, KK, &household);
  g_assert_cmpuint (count (document, "registers"), ==, 2);
  pk = get (document, "registers", 1);
  g_assert_cmpstr (anj_json_get_string (pk, "register", ""), ==, "pk");
  g_assert_cmpstr (anj_json_get_string (pk, "year", ""), ==, "2021");
  g_assert_cmpstr (anj_json_get_string (pk, "date", ""), ==, "2026-10-15");
  g_assert_cmpuint (count (document, "disagreements"), ==, 0);
  bytes = anj_json_object_to_bytes (household->document);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (strstr (text, "sanitasi"));
  g_assert_null (strstr (text, "hamil"));
  g_assert_null (strstr (text, "risiko"));
}

static void
test_who_is_listed_no_longer_learns_since_when_and_why (RegisterFixture *f,
                                                        gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *document, *dtsen, *dtks;

  import_family (f);
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           DTKS_HEADER FATHER "," KK ",Slamet Riyadi,1980-02-01,," VILLAGE
                                              ",nonaktif,2021-01-07,Pindah desa\n");
  document = build (f, KK, &household);
  dtsen = get (document, "registers", 0);
  dtks = get (document, "registers", 1);
  g_assert_cmpstr (anj_json_get_string (dtks, "status", ""), ==, "nonaktif");
  g_assert_cmpstr (anj_json_get_string (dtks, "since", ""), ==, "2021-01-07");
  g_assert_cmpstr (anj_json_get_string (dtks, "reason", ""), ==, "Pindah desa");
  g_assert_false (json_object_has_member (dtsen, "since"));
  g_assert_false (json_object_has_member (dtsen, "reason"));
}

static void
test_contacts_are_the_nearest_officials_first (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = { "Operator", "Pendamping", "Dinas", "Ani" };
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *document;

  import_family (f);
  register_fixture_import (f, HUB_REGISTER_PETUGAS, "petugas-1",
                           "peran,nama,kode_wilayah,kontak\n"
                           "DINSOS_KAB,Dinas,35.09,0800-1\n"
                           "PENDAMPING_PKH,Pendamping,35.09.01,0800-2\n"
                           "OPERATOR_DESA,Orang Lain,35.09.01.2002,0800-3\n"
                           "OPERATOR_DESA,Operator," VILLAGE ",0800-4\n");
  /* the import knew that this household's document changed with it */
  g_assert_cmpuint (f->result.n_households, ==, 1);
  document = build (f, KK, &household);
  g_assert_cmpuint (count (document, "contacts"), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (anj_json_get_string (get (document, "contacts", i), "name", ""), ==, names[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/household/family-is-shown-masked", test_family_is_shown_masked);
  REGISTER_TEST ("/household/every-programme-of-the-catalogue-is-there",
                 test_every_programme_of_the_catalogue_is_there);
  REGISTER_TEST ("/household/payments-tell-state-and-sum", test_payments_tell_state_and_sum);
  REGISTER_TEST ("/household/most-urgent-state-of-a-period-counts",
                 test_most_urgent_state_of_a_period_counts);
  REGISTER_TEST ("/household/disagreements-have-a-way-out", test_disagreements_have_a_way_out);
  REGISTER_TEST ("/household/lists-of-the-poor-need-not-have-the-others",
                 test_lists_of_the_poor_need_not_have_the_others);
  REGISTER_TEST ("/household/row-without-nik-joins-only-a-sure-match",
                 test_row_without_nik_joins_only_a_sure_match);
  REGISTER_TEST ("/household/the-dead-are-no-members-but-their-payments-stay",
                 test_the_dead_are_no_members_but_their_payments_stay);
  REGISTER_TEST ("/household/household-of-nobody-is-none", test_household_of_nobody_is_none);
  REGISTER_TEST ("/household/new-texts-change-documents", test_new_texts_change_documents);
  REGISTER_TEST ("/household/texts-are-in-the-languages-on-offer",
                 test_texts_are_in_the_languages_on_offer);
  REGISTER_TEST ("/household/leap-day-child-is-a-member", test_leap_day_child_is_a_member);
  REGISTER_TEST ("/household/registers-that-name-somebody-otherwise-disagree",
                 test_registers_that_name_somebody_otherwise_disagree);
  REGISTER_TEST ("/household/pk-tells-presence-and-year-only",
                 test_pk_tells_presence_and_year_only);
  REGISTER_TEST ("/household/who-is-listed-no-longer-learns-since-when-and-why",
                 test_who_is_listed_no_longer_learns_since_when_and_why);
  REGISTER_TEST ("/household/contacts-are-the-nearest-officials-first",
                 test_contacts_are_the_nearest_officials_first);
  REGISTER_TEST ("/household/a-new-programme-needs-no-code", test_a_new_programme_needs_no_code);
  g_test_add_func ("/household/nothing-tells-of-health-and-children",
                   test_nothing_tells_of_health_and_children);
  REGISTER_TEST ("/household/a-training-tells-what-became-of-it",
                 test_a_training_tells_what_became_of_it);
  REGISTER_TEST ("/household/another-spelling-is-the-same-programme",
                 test_another_spelling_is_the_same_programme);
  REGISTER_TEST ("/household/a-programme-that-ended-is-shown-to-whom-it-paid",
                 test_a_programme_that_ended_is_shown_to_whom_it_paid);
  return g_test_run ();
}
