/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-report.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "hub/hub-cmd-import.h"
#include "hub/hub-command.h"
#include "hub/report/hub-report.h"

typedef struct
{
  char *data_dir;
  char *area;
  char *format_name;
  const char *name; /* (unowned): of the command line */
  HubReport report;
  HubReportFormat format;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->area);
  g_free (self->format_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir, "The hub's data", "DIR" },
    { "area", 0, 0, G_OPTION_ARG_STRING, &options->area,
      "Province, regency, district or village, like 35.09", "CODE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format_name,
      "How to print it: json, html or csv", "FORMAT" },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, "NAME", "Counts an area's people: " HUB_REPORT_NAMES ".",
                          entries, error))
    return FALSE;
  if (argc != 2 || options->data_dir == NULL || options->area == NULL ||
      options->format_name == NULL)
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                         "needs NAME --area CODE --format json|html|csv --data-dir DIR");
  else if (!hub_report_format_from_name (options->format_name, &options->format))
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE, "\"%s\" is no format; take json, html or csv",
                 options->format_name);
  else
    options->name = argv[1];
  return options->name != NULL;
}

static gboolean
find_report (Options *options, const HubCatalogue *catalogue, GError **error)
{
  const char *name = hub_catalogue_resolve (catalogue, HUB_ALIAS_REPORT, options->name);

  if (hub_report_from_name (name, &options->report))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE, "\"%s\" is no report; take " HUB_REPORT_NAMES,
               options->name);
  return FALSE;
}

static gboolean
print_report (int argc, char **argv, const AnjClock *clock, const AnjRandom *random, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (HubRegisterFiles) files = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *today = NULL;
  HubReportQuery query;

  if (!parse_options (&options, argc, argv, error))
    return FALSE;
  files = hub_register_files_open (options.data_dir, clock, random, error);
  if (files == NULL || !find_report (&options, files->catalogue, error))
    return FALSE;
  now = g_date_time_new_from_unix_utc (anj_clock_real_us (clock) / G_USEC_PER_SEC);
  today = g_date_time_format (now, "%Y-%m-%d");
  query = (HubReportQuery){ files->store, files->catalogue, files->regions, options.area, today };
  document = hub_report_make (options.report, &query, error);
  if (document == NULL)
    return FALSE;
  text = hub_report_write (options.report, options.format, &query, document, error);
  if (text == NULL)
    return FALSE;
  if (fputs (text, stdout) != EOF && fflush (stdout) == 0)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot write the report: %s", g_strerror (errno));
  return FALSE;
}

int
hub_cmd_report (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autoptr (GError) error = NULL;

  return print_report (argc, argv, clock, random, &error) ? EX_OK
                                                          : hub_command_fail ("report", error);
}
