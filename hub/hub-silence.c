/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-silence.h"

#include "core/anj-json.h"
#include "core/anj-time.h"

/* below this the agent refuses cases, and soon cannot write at all */
#define LITTLE_SPACE_BYTES (16 * 1024 * 1024)
/* one that fell silent so long before its certificate ended, or after, did so for another reason */
#define CERTIFICATE_NEAR_US G_TIME_SPAN_DAY
/* fewer neighbours than this say nothing of a district */
#define MIN_NEIGHBOURS 2
/* a line that broke so often since the last report is a bad one */
#define MANY_FAILURES 3

static const char *const names[HUB_N_SILENCES] = {
  [HUB_SILENCE_REFUSED] = "refused",
  [HUB_SILENCE_NEVER_CALLED] = "never-called",
  [HUB_SILENCE_CERTIFICATE] = "certificate",
  [HUB_SILENCE_SWITCHED_OFF] = "switched-off",
  [HUB_SILENCE_DISK] = "disk",
  [HUB_SILENCE_DISTRICT] = "district",
  [HUB_SILENCE_PROGRAMME] = "programme",
  [HUB_SILENCE_POWER] = "power",
  [HUB_SILENCE_LINE] = "line",
  [HUB_SILENCE_UNKNOWN] = "unknown",
};

const char *
hub_silence_cause_name (HubSilenceCause cause)
{
  return names[cause];
}

static void G_GNUC_PRINTF (2, 3) add (HubSilence *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->facts, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gint64
count (const HubSilenceFacts *facts, const char *member)
{
  return facts->report != NULL ? anj_json_get_int (facts->report, member, 0) : 0;
}

/* Rules: each says whether it holds, and adds the facts that it rests on where it does. */

static gboolean
is_refused (const HubSilenceFacts *facts, HubSilence *out)
{
  if (facts->is_refused)
    add (out, "the hub refuses it");
  return facts->is_refused;
}

static gboolean
has_never_called (const HubSilenceFacts *facts, HubSilence *out)
{
  if (facts->last_seen_us == 0)
    add (out, "it has not called since it was enrolled");
  return facts->last_seen_us == 0;
}

static gboolean
is_certificate_over (const HubSilenceFacts *facts, HubSilence *out)
{
  g_autofree char *end = NULL;

  if (facts->not_after_us == 0 || facts->not_after_us > facts->now_us ||
      ABS (facts->not_after_us - facts->last_seen_us) > CERTIFICATE_NEAR_US)
    return FALSE;
  end = anj_time_format (facts->not_after_us);
  add (out, "its certificate ended at %s", end);
  return TRUE;
}

static gboolean
was_switched_off (const HubSilenceFacts *facts, HubSilence *out)
{
  g_autofree char *time = NULL;

  if (!hub_silence_said_farewell (facts->last_seen_us, facts->off_us))
    return FALSE;
  time = anj_time_format (facts->off_us);
  add (out, "it was switched off in good order: it said so at %s", time);
  return TRUE;
}

static gboolean
is_disk_full (const HubSilenceFacts *facts, HubSilence *out)
{
  gint64 free_bytes = facts->report != NULL
                          ? anj_json_get_int (facts->report, "free_bytes", G_MAXINT64)
                          : G_MAXINT64;
  g_autofree char *time = NULL;

  if (free_bytes >= LITTLE_SPACE_BYTES)
    return FALSE;
  time = anj_time_format (facts->told_us);
  add (out, "%" G_GINT64_FORMAT " MiB were free on its disk at %s", free_bytes / 1048576, time);
  return TRUE;
}

/* what it said of its disk the last time */
static gboolean
is_disk_failing (const HubSilenceFacts *facts, HubSilence *out)
{
  const char *storage = facts->report != NULL ? anj_json_get_string (facts->report, "storage", NULL)
                                              : NULL;
  g_autofree char *time = NULL;

  if (storage == NULL)
    return FALSE;
  time = anj_time_format (facts->told_us);
  add (out,
       g_str_equal (storage, "read-only") ? "its disk could not be written at %s"
                                          : "its disk failed at %s",
       time);
  return TRUE;
}

/* two thirds of the district, and most of those at the same time */
static gboolean
is_district_silent (const HubSilenceFacts *facts, HubSilence *out)
{
  if (facts->n_neighbours < MIN_NEIGHBOURS || facts->n_silent * 3 < facts->n_neighbours * 2 ||
      facts->n_fell_silent * 2 < facts->n_silent)
    return FALSE;
  add (out, "%u of the other %u terminals of the district are silent too, %u since the same time",
       facts->n_silent, facts->n_neighbours, facts->n_fell_silent);
  return TRUE;
}

static gboolean
does_crash (const HubSilenceFacts *facts, HubSilence *out)
{
  gint64 n_crashes = count (facts, "crashes");

  if (n_crashes < MANY_FAILURES)
    return FALSE;
  add (out, "its agent ended by itself %" G_GINT64_FORMAT " times since the report before",
       n_crashes);
  return TRUE;
}

static gboolean
loses_power (const HubSilenceFacts *facts, HubSilence *out)
{
  gint64 n_cuts = count (facts, "power_cuts");

  if (n_cuts == 0 || count (facts, "line_failures") >= MANY_FAILURES)
    return FALSE;
  add (out, "it lost power %" G_GINT64_FORMAT " times since the report before, its line held",
       n_cuts);
  return TRUE;
}

static gboolean
loses_line (const HubSilenceFacts *facts, HubSilence *out)
{
  gint64 n_failures = count (facts, "line_failures");

  if (n_failures < MANY_FAILURES || count (facts, "power_cuts") > 0)
    return FALSE;
  add (out, "its line broke %" G_GINT64_FORMAT " times since the report before, its power held",
       n_failures);
  return TRUE;
}

/* the first that holds; the order is that of how sure one can be */
static const struct
{
  HubSilenceCause cause;
  gboolean is_known;
  gboolean (*holds) (const HubSilenceFacts *facts, HubSilence *out);
} rules[] = {
  { HUB_SILENCE_REFUSED, TRUE, is_refused },
  { HUB_SILENCE_NEVER_CALLED, TRUE, has_never_called },
  { HUB_SILENCE_CERTIFICATE, FALSE, is_certificate_over },
  { HUB_SILENCE_SWITCHED_OFF, TRUE, was_switched_off },
  { HUB_SILENCE_DISK, FALSE, is_disk_failing },
  { HUB_SILENCE_DISK, FALSE, is_disk_full },
  { HUB_SILENCE_DISTRICT, FALSE, is_district_silent },
  { HUB_SILENCE_PROGRAMME, FALSE, does_crash },
  { HUB_SILENCE_POWER, FALSE, loses_power },
  { HUB_SILENCE_LINE, FALSE, loses_line },
};

static gboolean
is_silent (const HubSilenceFacts *facts)
{
  return facts->is_refused || hub_silence_said_farewell (facts->last_seen_us, facts->off_us) ||
         (!facts->is_connected && facts->last_seen_us < facts->silent_before_us);
}

void
hub_silence_judge (const HubSilenceFacts *facts, HubSilence *out)
{
  *out = (HubSilence){ .facts = g_ptr_array_new_with_free_func (g_free) };
  if (!is_silent (facts))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].holds (facts, out))
      {
        out->cause = rules[i].cause;
        out->is_known = rules[i].is_known;
        return;
      }
  out->cause = HUB_SILENCE_UNKNOWN;
  if (facts->told_us > 0)
    {
      g_autofree char *time = anj_time_format (facts->told_us);

      add (out, "nothing was wrong by its last report, of %s", time);
    }
  if (facts->n_neighbours > 0)
    add (out, "%u of the other %u terminals of the district are silent", facts->n_silent,
         facts->n_neighbours);
}

void
hub_silence_clear (HubSilence *self)
{
  g_clear_pointer (&self->facts, g_ptr_array_unref);
}
