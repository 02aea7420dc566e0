/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-demo.h"

#include <stdio.h>
#include <sysexits.h>

#include "hub/hub-cmd-import.h"
#include "hub/hub-command.h"
#include "hub/hub-demo.h"

typedef struct
{
  char *data_dir;
  char *area;
  gint64 n_residents;
  gint64 seed;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->area);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir, "The hub's data", "DIR" },
    { "residents", 0, 0, G_OPTION_ARG_INT64, &options->n_residents, "How many people", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "The same gives the same people", "S" },
    { "area", 0, 0, G_OPTION_ARG_STRING, &options->area,
      "Village, district or regency (default " HUB_DEMO_DEFAULT_AREA ")", "CODE" },
    G_OPTION_ENTRY_NULL,
  };

  options->seed = -1;
  if (!hub_command_parse (&argc, &argv, NULL, "Fills an empty hub with people who do not exist.",
                          entries, error))
    return FALSE;
  if (options->data_dir != NULL && argc == 1 && options->n_residents >= 1 &&
      options->n_residents <= HUB_DEMO_MAX_RESIDENTS && options->seed >= 0 &&
      options->seed <= G_MAXUINT32)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "needs --data-dir DIR, --residents N (1 to %d) and --seed S (0 to %u)",
               HUB_DEMO_MAX_RESIDENTS, G_MAXUINT32);
  return FALSE;
}

/* (transfer full): "1 village", "2 villages" */
static char *
counted (guint n, const char *one, const char *many)
{
  return g_strdup_printf ("%u %s", n, n == 1 ? one : many);
}

static void
print_summary (const HubDemoSummary *summary, const char *data_dir)
{
  g_autofree char *residents = counted (summary->n_residents, "resident", "residents");
  g_autofree char *families = counted (summary->n_families, "family", "families");
  g_autofree char *villages = counted (summary->n_villages, "village", "villages");
  g_autofree char *payments = counted (summary->n_payments, "payment", "payments");

  printf ("demo: %s in %s of %s, %s; try the numbers in %s/demo-people.csv\n", residents, families,
          villages, payments, data_dir);
}

static gboolean
make_demo (int argc, char **argv, const AnjClock *clock, const AnjRandom *random, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (HubRegisterFiles) files = NULL;
  HubDemoSummary summary;
  HubDemoPlan plan;

  if (!parse_options (&options, argc, argv, error))
    return FALSE;
  plan.area = options.area != NULL ? options.area : HUB_DEMO_DEFAULT_AREA;
  plan.n_residents = (guint) options.n_residents;
  plan.seed = (guint32) options.seed;
  files = hub_register_files_open (options.data_dir, clock, random, error);
  if (files == NULL || !hub_demo_make (&files->context, &plan, &summary, error))
    return FALSE;
  print_summary (&summary, options.data_dir);
  hub_register_files_count (files);
  return TRUE;
}

int
hub_cmd_demo (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autoptr (GError) error = NULL;

  return make_demo (argc, argv, clock, random, &error) ? EX_OK : hub_command_fail ("demo", error);
}
