/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-demo.h"

#include <string.h>

#include "hub/hub-csv.h"
#include "hub/hub-demo-family.h"
#include "hub/hub-demo-files.h"
#include "hub/hub-demo-names.h"
#include "hub/hub-demo-officials.h"
#include "hub/hub-demo-payments.h"
#include "hub/hub-demo-points.h"

/*
 * hub_demo_make:
 *   make_cases      one family for each entry of `cases`
 *   make_states     one family for each status code of the catalogue
 *   make_others     the rest, until there are enough
 *   …_officials_put whom to ask
 *   …_points_put    where food is handed out
 *   import_files    the batches, oldest first
 *
 * Each family goes straight to the files (put_family); only the list of people waits in memory.
 */

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  const HubDemoPlan *plan;         /* (unowned): the caller's */
  GPtrArray *villages;             /* (element-type utf8): codes */
  HubDemoMint *mint;
  HubDemoFiles *files;
  HubDemoPayer payer;
  GString *leads;     /* people worth trying, a line each */
  GString *others;    /* everybody else who can look up */
  char *last_no_kk;   /* of the family before */
  char *last_address; /* of the family before */
  char *last_village; /* of the family before */
  GDate today;
  HubDemoSummary *summary; /* (unowned): the caller's */
} Demo;

/* how one family differs from an ordinary one */
typedef enum {
  TWIST_NONE,
  TWIST_ONLY_P3KE, /* in p3ke and dtsen, not in dtks */
  TWIST_DAY_71,
  TWIST_DAY_41,
  TWIST_LEAP_DAY,
  TWIST_NO_NIK,
  TWIST_SAME_ADDRESS,
  TWIST_HEAD_DIED,
  TWIST_SPLIT,
  TWIST_CHILD_HEAD,
  TWIST_MOVED,
  TWIST_ONE_WORD,
  TWIST_LONG_NAME,
  TWIST_APOSTROPHE,
  TWIST_NO_AID,
} Twist;

typedef struct
{
  Twist twist;
  const char *state; /* (nullable): the state that PKH gets */
  guint n_people;
  guint lead; /* whose number is worth trying */
  const char *text;
} Case;

static const Case cases[] = {
  { TWIST_NONE, "SI", 4, 1, "receives PKH" },
  { TWIST_ONLY_P3KE, NULL, 4, 0, "registers disagree: in P3KE, not in DTKS" },
  { TWIST_NONE, "EXCLUDE PEKERJAAN", 4, 0, "PKH has stopped" },
  { TWIST_NONE, "PROSES SPM", 4, 1, "waits for PKH" },
  { TWIST_NONE, "GAGAL CEK REKENING", 4, 1, "PKH payment failed" },
  { TWIST_NO_AID, NULL, 2, 0, "receives nothing" },
  { TWIST_DAY_71, NULL, 4, 1, "woman born on the 31st: day 71 in her NIK" },
  { TWIST_DAY_41, NULL, 4, 1, "woman born on the 1st: day 41 in her NIK" },
  { TWIST_LEAP_DAY, NULL, 3, 0, "born on 29 February" },
  { TWIST_NO_NIK, NULL, 4, 0, "the wife has no NIK in P3KE" },
  { TWIST_NONE, NULL, 3, 0, "first of two families at one address" },
  { TWIST_SAME_ADDRESS, NULL, 3, 0, "second of two families at one address" },
  { TWIST_HEAD_DIED, "EXCLUDE MENINGGAL", 4, 1, "the head of the family died" },
  { TWIST_SPLIT, NULL, 4, 2, "a married son has a No. KK of his own now" },
  { TWIST_CHILD_HEAD, NULL, 2, 0, "a child of 15 heads the family" },
  { TWIST_MOVED, NULL, 4, 2, "moved to the family above" },
  { TWIST_ONE_WORD, NULL, 3, 0, "name of one word" },
  { TWIST_LONG_NAME, NULL, 4, 1, "name of 60 characters" },
  { TWIST_APOSTROPHE, NULL, 3, 0, "apostrophes in the name" },
};

static void
demo_clear (Demo *self)
{
  g_clear_pointer (&self->villages, g_ptr_array_unref);
  g_clear_pointer (&self->mint, hub_demo_mint_free);
  g_clear_pointer (&self->files, hub_demo_files_free);
  g_string_free (self->payer.story, TRUE);
  g_string_free (self->leads, TRUE);
  g_string_free (self->others, TRUE);
  g_free (self->last_no_kk);
  g_free (self->last_address);
  g_free (self->last_village);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Demo, demo_clear)

static guint
draw (Demo *self, guint n)
{
  return (guint) g_rand_int_range (hub_demo_mint_rand (self->mint), 0, (int) n);
}

static const char *
draw_village (Demo *self)
{
  return g_ptr_array_index (self->villages, draw (self, self->villages->len));
}

/* the poor are many here: the demo is about them */
static guint
draw_desil (Demo *self)
{
  static const guint8 desils[] = { 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10 };

  return desils[draw (self, G_N_ELEMENTS (desils))];
}

static void
set_birth (Demo *self, const HubDemoFamily *family, guint index, guint day, guint month, guint year)
{
  HubDemoPerson *person = hub_demo_family_person (family, index);
  GDate birth;

  g_date_clear (&birth, 1);
  g_date_set_dmy (&birth, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  hub_demo_person_set_birth (person, self->mint, family->village, &birth);
}

/* the new family's head keeps his NIK; his wife comes with him */
static void
split_family (Demo *self, HubDemoFamily *family)
{
  HubDemoPerson *son = hub_demo_family_person (family, 2);
  HubDemoPerson *wife;
  g_autofree char *name = hub_demo_name (hub_demo_mint_rand (self->mint), family->village, FALSE);

  son->is_female = FALSE;
  hub_demo_person_set_name (son, name);
  set_birth (self, family, 2, 17, 8, g_date_get_year (&self->today) - 23);
  son->occupation = "Buruh harian lepas";
  son->later_kk = hub_demo_mint_no_kk (self->mint, family->village);
  son->later_relation = "Kepala keluarga";
  wife = hub_demo_family_add (family, self->mint, TRUE, 21, "Istri");
  wife->is_new = TRUE;
  wife->later_kk = g_strdup (son->later_kk);
}

static void
child_heads (Demo *self, HubDemoFamily *family)
{
  HubDemoPerson *head = hub_demo_family_person (family, 0);
  HubDemoPerson *second = hub_demo_family_person (family, 1);

  set_birth (self, family, 0, 9, 6, g_date_get_year (&self->today) - 15);
  head->occupation = "Pelajar";
  set_birth (self, family, 1, 3, 4, g_date_get_year (&self->today) - 11);
  second->relation = "Famili lain";
  second->occupation = "Pelajar";
}

static void
twist_family (Demo *self, HubDemoFamily *family, Twist twist)
{
  switch (twist)
    {
    case TWIST_DAY_71:
      set_birth (self, family, 1, 31, 1, 1985);
      break;
    case TWIST_DAY_41:
      set_birth (self, family, 1, 1, 12, 1990);
      break;
    case TWIST_LEAP_DAY:
      set_birth (self, family, 0, 29, 2, 1984);
      break;
    case TWIST_SAME_ADDRESS:
      g_free (family->address);
      family->address = g_strdup (self->last_address);
      break;
    case TWIST_HEAD_DIED:
      hub_demo_family_person (family, 0)->later_status = "meninggal";
      hub_demo_family_person (family, 1)->later_relation = "Kepala keluarga";
      break;
    case TWIST_SPLIT:
      split_family (self, family);
      break;
    case TWIST_CHILD_HEAD:
      child_heads (self, family);
      break;
    case TWIST_MOVED:
      hub_demo_family_person (family, 2)->later_kk = g_strdup (self->last_no_kk);
      hub_demo_family_person (family, 2)->later_relation = "Famili lain";
      break;
    case TWIST_ONE_WORD:
      hub_demo_person_set_name (
          hub_demo_family_person (family, 0),
          hub_demo_name_of_one_word (hub_demo_family_person (family, 0)->is_female));
      break;
    case TWIST_LONG_NAME:
      hub_demo_person_set_name (hub_demo_family_person (family, 1),
                                hub_demo_name_of_60_characters ());
      break;
    case TWIST_APOSTROPHE:
      hub_demo_person_set_name (hub_demo_family_person (family, 0),
                                hub_demo_name_with_apostrophe ());
      break;
    default:
      break;
    }
}

/* who is in dtks and p3ke: mostly the poor, and not always rightly */
static void
put_registers (Demo *self, const HubDemoFamily *family, Twist twist)
{
  guint year = g_date_get_year (&self->today) - 3;
  gboolean is_poor = family->desil <= 4;
  guint n_people = family->people->len;
  guint p3ke_desil = draw (self, 10) > 0 ? family->desil : family->desil % 3 + 1;

  hub_demo_files_put_dtsen (self->files, family);
  if (twist == TWIST_ONLY_P3KE)
    hub_demo_files_put_p3ke (self->files, family, 1, G_MAXUINT, year);
  else if (twist == TWIST_NO_NIK)
    {
      hub_demo_files_put_dtks (self->files, family, n_people, "terdaftar");
      hub_demo_files_put_p3ke (self->files, family, family->desil, 1, year);
    }
  else
    {
      if (draw (self, 100) < (is_poor ? 85 : 8))
        hub_demo_files_put_dtks (self->files, family,
                                 draw (self, 20) > 0 || n_people < 3 ? n_people : n_people - 1,
                                 draw (self, 20) > 0 ? "terdaftar" : "nonaktif");
      if (family->desil <= 3 && draw (self, 100) < (family->desil <= 2 ? 85 : 20))
        hub_demo_files_put_p3ke (self->files, family, p3ke_desil,
                                 draw (self, 50) > 0 ? G_MAXUINT : n_people - 1, year);
    }
}

/* most families were counted; risks are drawn where there are small children */
static void
put_pk (Demo *self, const HubDemoFamily *family)
{
  static const char *const factors[] = { "", "", "sanitasi", "sanitasi|air bersih",
                                         "rumah tidak layak" };
  guint year = g_date_get_year (&self->today) - 5;
  gboolean has_infant = FALSE;

  if (draw (self, 10) == 0)
    return;
  for (guint i = 0; i < family->people->len; i++)
    has_infant |= hub_demo_person_age (hub_demo_family_person (family, i), &self->today) < 5;
  hub_demo_files_put_pk (self->files, family, &self->today,
                         has_infant ? factors[draw (self, G_N_ELEMENTS (factors))] : "", year);
}

static void
put_people (Demo *self, const HubDemoFamily *family, const char *text, guint lead)
{
  const char *story = self->payer.story->str;
  g_autofree char *all = *text == '\0' || *story == '\0' ? g_strconcat (text, story, NULL)
                                                         : g_strconcat (text, "; ", story, NULL);

  for (guint i = 0; i < family->people->len; i++)
    {
      const HubDemoPerson *person = hub_demo_family_person (family, i);
      GString *out = i == lead ? self->leads : self->others;

      /* the dead look nothing up */
      if (person->later_status != NULL)
        continue;
      g_string_append_printf (out, "%s,%s,", person->nik,
                              person->later_kk != NULL ? person->later_kk : family->no_kk);
      hub_csv_append_cell (out, person->name);
      g_string_append_printf (out, ",%s,", family->village);
      /* one who moved sees the other family's aid */
      hub_csv_append_cell (out, person->later_kk != NULL ? text : all);
      g_string_append_c (out, '\n');
    }
}

/* @lead: G_MAXUINT for a family that nobody need try first */
static void
finish_family (Demo *self, const HubDemoFamily *family, const char *text, guint lead)
{
  put_people (self, family, text, lead);
  g_free (self->last_no_kk);
  g_free (self->last_address);
  g_free (self->last_village);
  self->last_village = g_strdup (family->village);
  self->last_no_kk = g_strdup (family->no_kk);
  self->last_address = g_strdup (family->address);
  self->summary->n_families++;
  self->summary->n_residents += family->people->len;
  g_string_truncate (self->payer.story, 0);
}

static gboolean
has_room (const Demo *self, guint n_people)
{
  return self->summary->n_residents + n_people <= self->plan->n_residents;
}

static void
make_case (Demo *self, const Case *one)
{
  guint desil = one->twist == TWIST_NO_AID ? 7 : 1 + draw (self, 2);
  gboolean is_neighbour = one->twist == TWIST_MOVED || one->twist == TWIST_SAME_ADDRESS;
  const char *village = is_neighbour && self->last_village != NULL ? self->last_village
                                                                   : draw_village (self);
  g_autoptr (HubDemoFamily)
      family = hub_demo_family_new (self->mint, village, one->n_people, desil);

  twist_family (self, family, one->twist);
  put_registers (self, family, one->twist);
  put_pk (self, family);
  if (one->state != NULL)
    hub_demo_payments_force (&self->payer, family, one->state);
  if (one->twist != TWIST_NO_AID)
    hub_demo_payments_draw (&self->payer, family, one->state != NULL ? "PKH" : NULL);
  finish_family (self, family, one->text, one->lead);
}

/* five: a split family has one more later */
static void
make_cases (Demo *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (has_room (self, cases[i].n_people + (cases[i].twist == TWIST_SPLIT ? 1 : 0)))
      make_case (self, &cases[i]);
}

static void
make_states (Demo *self)
{
  const guint n_people = 4;

  for (guint i = 0; i < hub_catalogue_n_states (self->context->catalogue); i++)
    {
      const char *state = hub_catalogue_state (self->context->catalogue, i);
      g_autoptr (HubDemoFamily) family = NULL;

      if (!has_room (self, n_people))
        return;
      family = hub_demo_family_new (self->mint, draw_village (self), n_people, 1 + draw (self, 3));
      put_registers (self, family, TWIST_NONE);
      put_pk (self, family);
      hub_demo_payments_force (&self->payer, family, state);
      finish_family (self, family, "", 0);
    }
}

static void
make_others (Demo *self)
{
  static const guint8 sizes[] = { 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6, 7 };

  while (self->summary->n_residents < self->plan->n_residents)
    {
      guint n_left = self->plan->n_residents - self->summary->n_residents;
      guint size = sizes[draw (self, G_N_ELEMENTS (sizes))];
      guint n_people = MIN (size, n_left);
      g_autoptr (HubDemoFamily) family = hub_demo_family_new (self->mint, draw_village (self),
                                                              n_people, draw_desil (self));

      put_registers (self, family, TWIST_NONE);
      put_pk (self, family);
      hub_demo_payments_draw (&self->payer, family, NULL);
      finish_family (self, family, "", G_MAXUINT);
    }
}

static gboolean
write_people (Demo *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->context->data_dir, "demo-people.csv", NULL);
  g_autofree char *text = g_strconcat ("nik,no_kk,name,village,case\n", self->leads->str,
                                       self->others->str, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
add_village (const char *code, const char *name G_GNUC_UNUSED, gpointer villages)
{
  g_ptr_array_add (villages, g_strdup (code));
}

static gboolean
find_villages (Demo *self, GError **error)
{
  self->villages = g_ptr_array_new_with_free_func (g_free);
  if (anj_region_code_level (self->plan->area) >= ANJ_REGION_REGENCY)
    anj_region_table_foreach (self->context->regions, self->plan->area, ANJ_REGION_VILLAGE,
                              add_village, self->villages);
  if (self->villages->len > 0)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "no village is known in \"%s\"; take a village, district or regency like %s, or "
               "import its villages as wilayah first",
               self->plan->area, HUB_DEMO_DEFAULT_AREA);
  return FALSE;
}

/* what batches of this demo are called; another seed, area, size or day is another demo */
static char *
make_prefix (const Demo *self)
{
  char day[16];

  g_date_strftime (day, sizeof day, "%Y%m%d", &self->today);
  return g_strdup_printf ("demo-%s-%s-s%u-n%u", day, self->plan->area, self->plan->seed,
                          self->plan->n_residents);
}

static gboolean
check_empty (const Demo *self, const char *prefix, GError **error)
{
  gint64 n_others = 0;
  g_autofree char *first = g_strconcat (prefix, "-", NULL);

  if (!hub_store_get_int (self->context->store, error, 0, &n_others,
                          "SELECT count(*) FROM batches WHERE register <> 'wilayah'"
                          " AND substr(id, 1, length(?1)) <> ?1",
                          "t", first))
    return FALSE;
  if (n_others == 0)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE,
               "%s has registers already, and demo people must not mix with others; make a new "
               "data directory with 'anjungan-hub init'",
               self->context->data_dir);
  return FALSE;
}

static gboolean
import_one (Demo *self, HubDemoFile file, const char *prefix, GError **error)
{
  static const struct
  {
    HubRegister reg;
    const char *suffix;
    guint age_days;
  } batches[HUB_DEMO_N_FILES] = {
    [HUB_DEMO_PK] = { HUB_REGISTER_PK, "pk", 500 },
    [HUB_DEMO_P3KE] = { HUB_REGISTER_P3KE, "p3ke", 400 },
    [HUB_DEMO_DTKS] = { HUB_REGISTER_DTKS, "dtks", 200 },
    [HUB_DEMO_OFFICIALS] = { HUB_REGISTER_PETUGAS, "petugas", 120 },
    [HUB_DEMO_POINTS] = { HUB_REGISTER_TITIK, "titik", 60 },
    [HUB_DEMO_DTSEN] = { HUB_REGISTER_DTSEN, "dtsen-1", 100 },
    [HUB_DEMO_DTSEN_LATER] = { HUB_REGISTER_DTSEN, "dtsen-2", 14 },
    [HUB_DEMO_PAID] = { HUB_REGISTER_PENERIMA, "penerima-1", 30 },
    [HUB_DEMO_LATEST] = { HUB_REGISTER_PENERIMA, "penerima-2", 7 },
  };
  g_autofree char *path = hub_demo_files_path (self->files, file);
  g_autofree char *batch = g_strconcat (prefix, "-", batches[file].suffix, NULL);
  GDate date = self->today;
  char date_text[16];
  HubImportJob job = { .reg = batches[file].reg, .path = path, .batch = batch, .date = date_text };
  HubImportResult result = { 0 };
  guint64 n_rejected;
  gboolean ok;

  /* a village of one person has no second batch */
  if (hub_demo_files_n_rows (self->files, file) == 0)
    return TRUE;
  g_date_subtract_days (&date, batches[file].age_days);
  g_date_strftime (date_text, sizeof date_text, "%Y-%m-%d", &date);
  ok = hub_import_file (self->context, &job, &result, error);
  n_rejected = result.n_rejected;
  hub_import_result_clear (&result);
  if (ok && n_rejected > 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_FAILED, "%s: a row of the demo was set aside", path);
  return ok && n_rejected == 0;
}

static gboolean
import_files (Demo *self, const char *prefix, GError **error)
{
  static const HubDemoFile order[] = { HUB_DEMO_PK,        HUB_DEMO_P3KE,        HUB_DEMO_DTKS,
                                       HUB_DEMO_OFFICIALS, HUB_DEMO_POINTS,      HUB_DEMO_DTSEN,
                                       HUB_DEMO_PAID,      HUB_DEMO_DTSEN_LATER, HUB_DEMO_LATEST };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (!import_one (self, order[i], prefix, error))
      return FALSE;
  return TRUE;
}

static void
set_today (Demo *self)
{
  gint64 seconds = anj_clock_real_us (self->context->clock) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (seconds);

  g_date_clear (&self->today, 1);
  g_date_set_dmy (&self->today, (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now), (GDateYear) g_date_time_get_year (now));
}

static gboolean
make_all (Demo *self, GError **error)
{
  g_autofree char *dir = g_build_filename (self->context->data_dir, "demo", NULL);
  g_autofree char *prefix = make_prefix (self);

  if (!check_empty (self, prefix, error))
    return FALSE;
  self->files = hub_demo_files_new (dir, error);
  if (self->files == NULL)
    return FALSE;
  self->mint = hub_demo_mint_new (self->plan->seed, &self->today);
  self->payer.mint = self->mint;
  self->payer.files = self->files;
  self->payer.catalogue = self->context->catalogue;
  make_cases (self);
  make_states (self);
  make_others (self);
  hub_demo_officials_put (self->files, self->mint, self->villages);
  hub_demo_points_put (self->files, self->villages);
  self->summary->n_payments = hub_demo_files_n_rows (self->files, HUB_DEMO_PAID) +
                              hub_demo_files_n_rows (self->files, HUB_DEMO_LATEST);
  return hub_demo_files_close (self->files, error) && import_files (self, prefix, error) &&
         write_people (self, error);
}

gboolean
hub_demo_make (const HubImportContext *context,
               const HubDemoPlan *plan,
               HubDemoSummary *out_summary,
               GError **error)
{
  g_auto (Demo) self = { .context = context, .plan = plan, .summary = out_summary };

  memset (out_summary, 0, sizeof *out_summary);
  self.payer.story = g_string_new (NULL);
  self.leads = g_string_new (NULL);
  self.others = g_string_new (NULL);
  set_today (&self);
  if (plan->n_residents < 1 || plan->n_residents > HUB_DEMO_MAX_RESIDENTS)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE, "--residents must be from 1 to %d",
                   HUB_DEMO_MAX_RESIDENTS);
      return FALSE;
    }
  if (!find_villages (&self, error))
    return FALSE;
  out_summary->n_villages = self.villages->len;
  return make_all (&self, error);
}
