/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-demo-payments.h"

#include <string.h>

#define PKH_MAX_COMPONENTS 4
#define SEMBAKO_RUPIAH 200000
#define BLT_DESA_RUPIAH 300000
#define PBI_RUPIAH 42000
#define BPJS_TK_RUPIAH 16800
#define N_MONTHS 3
#define N_MEAL_WEEKS 6

typedef struct
{
  const char *word; /* of the component */
  guint from_age;
  guint to_age;
  gint64 rupiah; /* a stage */
} Component;

static const Component components[] = {
  { "Usia dini", 0, 6, 750000 }, { "SD", 7, 12, 225000 },       { "SMP", 13, 15, 375000 },
  { "SMA", 16, 18, 500000 },     { "Lansia", 60, 120, 600000 },
};

/* what became of a training */
static const char *const outcomes[] = { "IKUT PELATIHAN",     "LULUS", "BEKERJA", "USAHA SENDIRI",
                                        "BERHENTI PELATIHAN", NULL };

const char *
hub_demo_payments_programme_of (const char *state)
{
  if (g_strv_contains (outcomes, state))
    return "PELATIHAN";
  if (strcmp (state, "AKTIF") == 0 || strcmp (state, "NONAKTIF") == 0)
    return "PBI-JK";
  if (strcmp (state, "TERSALUR") == 0)
    return "BLT-DD";
  return "PKH";
}

static gboolean
is_likely (HubDemoPayer *self, int percent)
{
  return g_rand_int_range (hub_demo_mint_rand (self->mint), 0, 100) < percent;
}

/* a state of @klass that the programme can have; NULL when the catalogue has none */
static const char *
pick_state (HubDemoPayer *self, const char *programme, AnjProgrammeClass klass)
{
  guint n_states = hub_catalogue_n_states (self->catalogue);
  guint first = n_states == 0
                    ? 0
                    : (guint) g_rand_int_range (hub_demo_mint_rand (self->mint), 0, (int) n_states);

  for (guint i = 0; i < n_states; i++)
    {
      const char *state = hub_catalogue_state (self->catalogue, (first + i) % n_states);

      if (hub_catalogue_class (self->catalogue, state) == klass &&
          strcmp (hub_demo_payments_programme_of (state), programme) == 0)
        return state;
    }
  return NULL;
}

static const char *
draw_state (HubDemoPayer *self, const char *programme)
{
  int chance = g_rand_int_range (hub_demo_mint_rand (self->mint), 0, 100);
  AnjProgrammeClass klass = chance < 70   ? ANJ_CLASS_PAID
                            : chance < 84 ? ANJ_CLASS_PENDING
                            : chance < 92 ? ANJ_CLASS_FAILED
                                          : ANJ_CLASS_EXCLUDED;
  const char *state = pick_state (self, programme, klass);

  if (state == NULL)
    state = pick_state (self, programme, ANJ_CLASS_PAID);
  return state != NULL ? state : "SI";
}

static const char *
draw_training_state (HubDemoPayer *self)
{
  const char *state = is_likely (self, 50)
                          ? pick_state (self, "PELATIHAN",
                                        is_likely (self, 80) ? ANJ_CLASS_PAID : ANJ_CLASS_EXCLUDED)
                          : NULL;

  return state != NULL ? state : "CALON PENERIMA";
}

/* whether a look-up shows it: the catalogue may mark a programme sensitive */
static gboolean
is_shown (HubDemoPayer *self, const char *programme)
{
  for (guint i = 0; i < hub_catalogue_n_programmes (self->catalogue); i++)
    if (strcmp (hub_catalogue_programme (self->catalogue, i), programme) == 0)
      return TRUE;
  return FALSE;
}

static void
tell (HubDemoPayer *self, const char *programme, const char *state)
{
  AnjProgrammeClass klass = hub_catalogue_class (self->catalogue, state);

  if (is_shown (self, programme) && strstr (self->story->str, programme) == NULL)
    g_string_append_printf (self->story, "%s%s %s (%s)", self->story->len > 0 ? ", " : "",
                            programme, state, anj_programme_class_to_string (klass));
}

/* who collects for the family: the wife where there is one */
static const HubDemoPerson *
find_collector (const HubDemoFamily *family)
{
  for (guint i = 0; i < family->people->len; i++)
    {
      const HubDemoPerson *person = hub_demo_family_person (family, i);

      if (strcmp (person->relation, "Istri") == 0 && !person->is_new)
        return person;
    }
  return hub_demo_family_person (family, 0);
}

/* YYYY-MM of @n_back months ago */
static void
print_month (HubDemoPayer *self, guint n_back, char out[16])
{
  GDate date = *hub_demo_mint_today (self->mint);

  g_date_set_day (&date, 1);
  g_date_subtract_months (&date, n_back);
  g_date_strftime (out, 16, "%Y-%m", &date);
}

/* a day of the latest period on which money came */
static void
draw_day (HubDemoPayer *self, char out[16])
{
  GDate date = *hub_demo_mint_today (self->mint);

  g_date_subtract_days (&date, (guint) g_rand_int_range (hub_demo_mint_rand (self->mint), 9, 30));
  g_date_strftime (out, 16, "%Y-%m-%d", &date);
}

/* a row of the latest period; the money's date only where there is money */
static void
put (HubDemoPayer *self,
     const HubDemoFamily *family,
     const HubDemoPerson *person,
     HubDemoFile file,
     HubDemoPayment *payment)
{
  AnjProgrammeClass klass = hub_catalogue_class (self->catalogue, payment->state);
  char text[16] = "";

  if (klass == ANJ_CLASS_PAID && payment->date == NULL)
    draw_day (self, text);
  if (payment->date == NULL)
    payment->date = text;
  if (klass == ANJ_CLASS_EXCLUDED)
    payment->amount = 0;
  hub_demo_files_put_payment (self->files, file, person,
                              person->later_kk != NULL ? person->later_kk : family->no_kk, payment);
  payment->date = NULL;
}

/* the stages of the year that are over were paid; the present one has @state, and @day: a stage's
 * components come together */
static void
put_pkh_component (HubDemoPayer *self,
                   const HubDemoFamily *family,
                   const char *component,
                   gint64 rupiah,
                   const char *state,
                   const char *day)
{
  const GDate *today = hub_demo_mint_today (self->mint);
  guint last_stage = (guint) (g_date_get_month (today) - 1) / 3 + 1;
  g_autofree char *period = g_strdup_printf ("%u", g_date_get_year (today));
  const char *paid = hub_catalogue_class (self->catalogue, "TOP UP") == ANJ_CLASS_PAID ? "TOP UP"
                                                                                       : "SI";

  for (guint stage = 1; stage <= last_stage; stage++)
    {
      g_autofree char *stage_text = g_strdup_printf ("%u", stage);
      g_autofree char *date = g_strdup_printf ("%s-%02u-%02u", period, stage * 3 - 1, 12 + stage);
      gboolean is_last = stage == last_stage;
      HubDemoPayment payment = {
        .programme = "PKH",
        .component = component,
        .period = period,
        .stage = stage_text,
        .amount = rupiah,
        .channel = "KKS",
        .state = is_last ? state : paid,
        .date = is_last ? day : date,
      };

      put (self, family, find_collector (family), is_last ? HUB_DEMO_LATEST : HUB_DEMO_PAID,
           &payment);
    }
}

static gboolean
put_pkh (HubDemoPayer *self, const HubDemoFamily *family, const char *state, gboolean is_forced)
{
  guint n_components = 0;
  char day[16] = "";

  if (hub_catalogue_class (self->catalogue, state) == ANJ_CLASS_PAID)
    draw_day (self, day);
  for (guint i = 0; i < family->people->len && n_components < PKH_MAX_COMPONENTS; i++)
    {
      guint age = hub_demo_person_age (hub_demo_family_person (family, i),
                                       hub_demo_mint_today (self->mint));

      for (gsize j = 0; j < G_N_ELEMENTS (components); j++)
        if (age >= components[j].from_age && age <= components[j].to_age)
          {
            g_autofree char *component = g_strdup_printf ("%s %u", components[j].word,
                                                          ++n_components);

            put_pkh_component (self, family, component, components[j].rupiah, state, day);
          }
    }
  if (n_components == 0 && is_forced)
    put_pkh_component (self, family, "SD 1", 225000, state, day);
  if (n_components > 0 || is_forced)
    tell (self, "PKH", state);
  return n_components > 0;
}

static void
put_monthly (HubDemoPayer *self,
             const HubDemoFamily *family,
             const char *programme,
             gint64 rupiah,
             const char *channel,
             const char *state)
{
  const char *paid = pick_state (self, hub_demo_payments_programme_of (state), ANJ_CLASS_PAID);

  for (guint n_back = 0; n_back < N_MONTHS; n_back++)
    {
      char month[16];
      g_autofree char *date = NULL;
      HubDemoPayment payment = {
        .programme = programme,
        .component = "",
        .period = month,
        .stage = "",
        .amount = rupiah,
        .channel = channel,
        .state = n_back == 0 || paid == NULL ? state : paid,
      };

      print_month (self, n_back, month);
      date = g_strconcat (month, "-15", NULL);
      payment.date = n_back == 0 ? NULL : date;
      put (self, family, find_collector (family), n_back == 0 ? HUB_DEMO_LATEST : HUB_DEMO_PAID,
           &payment);
    }
  tell (self, programme, state);
}

/* one row a person, of this month */
static void
put_person (HubDemoPayer *self,
            const HubDemoFamily *family,
            guint index,
            const char *programme,
            gint64 rupiah,
            const char *state)
{
  char month[16];
  HubDemoPayment payment = {
    .programme = programme,
    .component = "",
    .period = month,
    .stage = "",
    .amount = rupiah,
    .channel = "",
    .state = state,
  };

  print_month (self, 0, month);
  put (self, family, hub_demo_family_person (family, index), HUB_DEMO_LATEST, &payment);
  tell (self, programme, state);
}

/* meals of a small child: a row a week, given out at one of the village's two posyandu */
static void
put_meals (HubDemoPayer *self, const HubDemoFamily *family, guint index)
{
  guint days_back = (guint) g_rand_int_range (hub_demo_mint_rand (self->mint), 9, 30);
  gboolean is_mawar = family->no_kk[15] % 2 == 0;
  GDate date = *hub_demo_mint_today (self->mint);

  g_date_subtract_days (&date, days_back);
  /* Tuesday or Wednesday, as hub-demo-points has it */
  g_date_subtract_days (&date, (g_date_get_weekday (&date) + (is_mawar ? 5 : 4)) % 7);
  for (guint week = 0; week < N_MEAL_WEEKS; week++)
    {
      char month[16], day[16];
      g_autofree char *stage = g_strdup_printf ("%u", (g_date_get_day (&date) - 1) / 7 + 1);
      HubDemoPayment payment = {
        .programme = "PMT",
        .component = "",
        .period = month,
        .stage = stage,
        .channel = "",
        .state = "TERSALUR",
        .date = day,
        .note = is_mawar ? "6 porsi; Posyandu Mawar" : "6 porsi; Posyandu Melati",
      };

      g_date_strftime (month, sizeof month, "%Y-%m", &date);
      g_date_strftime (day, sizeof day, "%Y-%m-%d", &date);
      /* here and there a week falls out: what inspectors look for */
      if (week != 2 || family->no_kk[15] != '3')
        put (self, family, hub_demo_family_person (family, index),
             week == 0 ? HUB_DEMO_LATEST : HUB_DEMO_PAID, &payment);
      g_date_subtract_days (&date, 7);
    }
  tell (self, "PMT", "TERSALUR");
}

static void
put_insurance (HubDemoPayer *self, const HubDemoFamily *family, const char *state)
{
  for (guint i = 0; i < family->people->len; i++)
    if (!hub_demo_family_person (family, i)->is_new)
      put_person (self, family, i, "PBI-JK", PBI_RUPIAH, state);
}

/* an adult beside the head learns, where there is one */
static void
put_training (HubDemoPayer *self, const HubDemoFamily *family, const char *state)
{
  guint trained = 0;

  for (guint i = 1; i < family->people->len; i++)
    if (hub_demo_person_age (hub_demo_family_person (family, i),
                             hub_demo_mint_today (self->mint)) >= 18)
      trained = i;
  put_person (self, family, trained, "PELATIHAN", 0, state);
}

void
hub_demo_payments_force (HubDemoPayer *self, const HubDemoFamily *family, const char *state)
{
  const char *programme = hub_demo_payments_programme_of (state);

  if (strcmp (programme, "PBI-JK") == 0)
    put_insurance (self, family, state);
  else if (strcmp (programme, "PELATIHAN") == 0)
    put_training (self, family, state);
  else if (strcmp (programme, "BLT-DD") == 0)
    put_monthly (self, family, "BLT-DD", BLT_DESA_RUPIAH, "Kantor desa", state);
  else
    put_pkh (self, family, state, /* is_forced */ TRUE);
}

/* aid for one member: school money, food for a small child, work insurance */
static void
draw_for_members (HubDemoPayer *self, const HubDemoFamily *family)
{
  const GDate *today = hub_demo_mint_today (self->mint);

  for (guint i = 0; i < family->people->len; i++)
    {
      guint age = hub_demo_person_age (hub_demo_family_person (family, i), today);

      if (hub_demo_family_person (family, i)->is_new)
        continue;
      if (age >= 7 && age <= 18 && is_likely (self, 40))
        put_person (self, family, i, "PIP", 450000, draw_state (self, "PKH"));
      else if (age <= 5 && is_likely (self, 20))
        put_meals (self, family, i);
      else if (age >= 18 && age < 60 && is_likely (self, 5))
        put_person (self, family, i, "BPJS-TK", BPJS_TK_RUPIAH, draw_state (self, "PBI-JK"));
      else if (age >= 18 && age < 40 && is_likely (self, 2))
        put_person (self, family, i, "PELATIHAN", 0, draw_training_state (self));
    }
}

void
hub_demo_payments_draw (HubDemoPayer *self, const HubDemoFamily *family, const char *but)
{
  if (family->desil <= 4 && g_strcmp0 (but, "PKH") != 0 && is_likely (self, 60))
    put_pkh (self, family, draw_state (self, "PKH"), /* is_forced */ FALSE);
  if (family->desil <= 5 && is_likely (self, 65))
    put_monthly (self, family, "SEMBAKO", SEMBAKO_RUPIAH, "KKS", draw_state (self, "PKH"));
  if (family->desil <= 5 && g_strcmp0 (but, "PBI-JK") != 0 && is_likely (self, 70))
    put_insurance (self, family, draw_state (self, "PBI-JK"));
  if (family->desil <= 3 && g_strcmp0 (but, "BLT-DD") != 0 && is_likely (self, 8))
    put_monthly (self, family, "BLT-DD", BLT_DESA_RUPIAH, "Kantor desa", "TERSALUR");
  if (family->desil <= 2 && is_likely (self, 2))
    put_person (self, family, 0, "RTLH", 20000000, "CALON PENERIMA");
  if (family->desil <= 3 && is_likely (self, 2))
    put_person (self, family, 0, "BAZNAS", 500000, "TERSALUR");
  if (family->desil <= 5)
    draw_for_members (self, family);
}
