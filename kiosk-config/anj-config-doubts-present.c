/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "kiosk-config/anj-config.h"

#define MAX_LEAP 100
/* where the published one is not known */
#define MAX_UNSEEN_EPOCH 10
#define MAX_UNSEEN_VERSION 100000
#define MAX_AGE_DAYS 30
/* a holiday dawns first in the east */
#define EASTERN_HOURS 9

static void G_GNUC_PRINTF (2, 3) doubt (GPtrArray *doubts, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (doubts, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* @max_leap: how far above the one before it may lie */
static void
look_at_number (JsonObject *document,
                const char *member,
                gint64 before,
                gint64 max_leap,
                GPtrArray *doubts)
{
  gint64 number = anj_json_get_int (document, member, 0);

  if (number - before > max_leap)
    doubt (doubts,
           "/%s: leaps to %" G_GINT64_FORMAT "; nothing below it is ever taken again once it is "
           "out",
           member, number);
}

static void
look_at_numbers (JsonObject *document, JsonObject *published, GPtrArray *doubts)
{
  gint64 epoch = anj_json_get_int (document, "epoch", 0);
  gint64 epoch_before;

  if (published == NULL)
    {
      look_at_number (document, "epoch", 0, MAX_UNSEEN_EPOCH, doubts);
      look_at_number (document, "version", 0, MAX_UNSEEN_VERSION, doubts);
      return;
    }
  epoch_before = anj_json_get_int (published, "epoch", 0);
  look_at_number (document, "epoch", epoch_before, 0, doubts);
  look_at_number (document, "version",
                  epoch == epoch_before ? anj_json_get_int (published, "version", 0) : 0, MAX_LEAP,
                  doubts);
}

static void
look_at_issued (JsonObject *document, gint64 now_us, GPtrArray *doubts)
{
  const char *issued = anj_json_get_string (document, "issued", NULL);
  gint64 issued_us;

  if (!anj_time_parse (issued, &issued_us))
    return;
  if (issued_us > now_us + G_TIME_SPAN_HOUR)
    doubt (doubts, "/issued: %s is still to come", issued);
  else if (issued_us < now_us - MAX_AGE_DAYS * G_TIME_SPAN_DAY)
    doubt (doubts, "/issued: %s is more than %d days ago", issued, MAX_AGE_DAYS);
}

static void
look_at_holidays (JsonObject *document, gint64 now_us, GPtrArray *doubts)
{
  JsonArray *holidays = anj_json_get_array (document, "holidays");
  g_autofree char *now = anj_time_format (now_us + EASTERN_HOURS * G_TIME_SPAN_HOUR);
  g_autofree char *today = g_strndup (now, strlen ("YYYY-MM-DD"));

  if (!anj_json_get_bool (document, "closed_outside_hours", FALSE))
    return;
  for (guint i = 0; holidays != NULL && i < json_array_get_length (holidays); i++)
    if (g_str_equal (anj_json_get_string (anj_json_array_get_object (holidays, i), "date", ""),
                     today))
      doubt (doubts, "/holidays/%u: %s is today; the services close as soon as it is there", i,
             today);
}

/* whether one of @hub_cas stands in @list; @out_i: where */
static gboolean
find_hub_ca (JsonArray *list, GPtrArray *hub_cas, guint *out_i)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      g_autoptr (X509) cert = anj_cert_from_pem (json_array_get_string_element (list, i), NULL);

      for (guint j = 0; cert != NULL && j < hub_cas->len; j++)
        if (X509_cmp (cert, g_ptr_array_index (hub_cas, j)) == 0)
          {
            *out_i = i;
            return TRUE;
          }
    }
  return FALSE;
}

static void
look_at_authorities (JsonObject *document, GPtrArray *hub_cas, GPtrArray *doubts)
{
  JsonObject *trust = anj_json_get_object (document, "trust");
  JsonArray *named = anj_json_get_array (document, "hub_cas");
  guint i;

  if (trust != NULL && find_hub_ca (anj_json_get_array (trust, "roots"), hub_cas, &i))
    doubt (doubts,
           "/trust/roots/%u: is the hub's CA: whoever breaks into the hub could sign "
           "configurations",
           i);
  if (named != NULL && !find_hub_ca (named, hub_cas, &i))
    doubt (doubts, "/hub_cas: does not name the CA that you know the hub by (ca.pem)");
}

GPtrArray *
anj_config_list_doubts_present (JsonObject *document, const AnjConfigPresent *present)
{
  GPtrArray *doubts = g_ptr_array_new_with_free_func (g_free);

  look_at_numbers (document, present->published, doubts);
  look_at_issued (document, present->now_us, doubts);
  look_at_holidays (document, present->now_us, doubts);
  if (present->hub_cas != NULL)
    look_at_authorities (document, present->hub_cas, doubts);
  return doubts;
}
