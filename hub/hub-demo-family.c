/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-demo-family.h"

#include "hub/hub-demo-names.h"

#define FEMALE_DAY_OFFSET 40
#define FIRST_SERIAL 9001
#define LAST_SERIAL 9999

struct _HubDemoMint
{
  GRand *rand;       /* (owned) */
  GHashTable *given; /* (owned) (element-type char): numbers */
  guint serial;      /* the last one */
  GDate today;
};

HubDemoMint *
hub_demo_mint_new (guint32 seed, const GDate *today)
{
  HubDemoMint *self = g_new0 (HubDemoMint, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->serial = LAST_SERIAL;
  self->today = *today;
  return self;
}

void
hub_demo_mint_free (HubDemoMint *self)
{
  g_rand_free (self->rand);
  g_hash_table_unref (self->given);
  g_free (self);
}

GRand *
hub_demo_mint_rand (HubDemoMint *self)
{
  return self->rand;
}

const GDate *
hub_demo_mint_today (HubDemoMint *self)
{
  return &self->today;
}

/* Each number has the serial after the one before it, so that a family's differ in the four digits
 * that a masked number shows. (nullable): NULL when that day's serials are used up */
static char *
mint_number (HubDemoMint *self, const char *village, guint day, guint month, guint year)
{
  for (guint i = FIRST_SERIAL; i <= LAST_SERIAL; i++)
    {
      char *number = NULL;

      self->serial = self->serial < LAST_SERIAL ? self->serial + 1 : FIRST_SERIAL;
      number = g_strdup_printf ("%.2s%.2s%.2s%02u%02u%02u%u", village, village + 3, village + 6,
                                day, month, year % 100, self->serial);
      if (g_hash_table_add (self->given, g_strdup (number)))
        return number;
      g_free (number);
    }
  return NULL;
}

char *
hub_demo_mint_no_kk (HubDemoMint *self, const char *village)
{
  char *number = NULL;

  while (number == NULL)
    {
      GDate issued = self->today;

      g_date_subtract_days (&issued, (guint) g_rand_int_range (self->rand, 30, 6000));
      number = mint_number (self, village, g_date_get_day (&issued), g_date_get_month (&issued),
                            g_date_get_year (&issued));
    }
  return number;
}

static void
person_free (gpointer data)
{
  HubDemoPerson *self = data;

  g_free (self->nik);
  g_free (self->name);
  g_free (self->later_kk);
  g_free (self);
}

static char *
mint_nik (HubDemoMint *self, const char *village, const HubDemoPerson *person)
{
  return mint_number (self, village,
                      g_date_get_day (&person->birth) + (person->is_female ? FEMALE_DAY_OFFSET : 0),
                      g_date_get_month (&person->birth), g_date_get_year (&person->birth));
}

static void
draw_birth (HubDemoMint *self, guint age, GDate *out)
{
  *out = self->today;
  g_date_subtract_years (out, age);
  g_date_subtract_days (out, (guint) g_rand_int_range (self->rand, 1, 360));
}

void
hub_demo_person_set_birth (HubDemoPerson *self,
                           HubDemoMint *mint,
                           const char *village,
                           const GDate *birth)
{
  self->birth = *birth;
  g_free (self->nik);
  self->nik = mint_nik (mint, village, self);
  g_assert (self->nik != NULL);
}

void
hub_demo_person_set_name (HubDemoPerson *self, const char *name)
{
  g_free (self->name);
  self->name = g_strdup (name);
}

guint
hub_demo_person_age (const HubDemoPerson *self, const GDate *today)
{
  return (guint) g_date_days_between (&self->birth, today) * 4 / 1461;
}

static const char *
pick_occupation (HubDemoMint *mint, guint age, gboolean is_female)
{
  if (age < 6)
    return "Belum bekerja";
  if (age < 19)
    return "Pelajar";
  if (age >= 68)
    return "Tidak bekerja";
  return hub_demo_occupation (mint->rand, is_female);
}

HubDemoPerson *
hub_demo_family_add (HubDemoFamily *self,
                     HubDemoMint *mint,
                     gboolean is_female,
                     guint age,
                     const char *relation)
{
  HubDemoPerson *person = g_new0 (HubDemoPerson, 1);

  person->is_female = is_female;
  while (person->nik == NULL)
    {
      draw_birth (mint, age, &person->birth);
      person->nik = mint_nik (mint, self->village, person);
    }
  person->name = hub_demo_name (mint->rand, self->village, is_female);
  person->relation = relation;
  person->occupation = pick_occupation (mint, age, is_female);
  person->status = "aktif";
  g_ptr_array_add (self->people, person);
  return person;
}

HubDemoPerson *
hub_demo_family_person (const HubDemoFamily *self, guint index)
{
  return g_ptr_array_index (self->people, index);
}

HubDemoFamily *
hub_demo_family_new (HubDemoMint *mint, const char *village, guint n_people, guint desil)
{
  HubDemoFamily *self = g_new0 (HubDemoFamily, 1);
  GRand *rand = mint->rand;
  guint head_age = (guint) g_rand_int_range (rand, 24, 68);
  gboolean is_widow = n_people != 4 && g_rand_int_range (rand, 0, 100) < 12;

  self->no_kk = hub_demo_mint_no_kk (mint, village);
  self->village = g_strdup (village);
  self->address = g_strdup_printf ("Dusun %s No. %d", hub_demo_hamlet (rand),
                                   g_rand_int_range (rand, 1, 200));
  self->rt = (guint) g_rand_int_range (rand, 1, 9);
  self->rw = (guint) g_rand_int_range (rand, 1, 5);
  self->desil = desil;
  self->people = g_ptr_array_new_with_free_func (person_free);
  hub_demo_family_add (self, mint, is_widow, head_age, "Kepala keluarga");
  if (n_people > 1 && !is_widow)
    hub_demo_family_add (self, mint, TRUE,
                         (guint) MAX (20, (int) head_age - g_rand_int_range (rand, -2, 7)),
                         "Istri");
  while (self->people->len < n_people)
    if (self->people->len == 4 && head_age < 50 && g_rand_boolean (rand))
      hub_demo_family_add (self, mint, g_rand_boolean (rand), head_age + 25, "Orang tua");
    else
      hub_demo_family_add (self, mint, g_rand_boolean (rand),
                           (guint) g_rand_int_range (rand, 0, (int) MIN (head_age - 18, 24)),
                           "Anak");
  return self;
}

void
hub_demo_family_free (HubDemoFamily *self)
{
  g_free (self->no_kk);
  g_free (self->village);
  g_free (self->address);
  g_ptr_array_unref (self->people);
  g_free (self);
}
