/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-door.h"

#include "core/anj-json.h"
#include "ui/anj-hours.h"

static gboolean
is_closed (JsonObject *config, gint64 real_us)
{
  AnjHoursNow now;

  return anj_json_get_bool (config, "closed_outside_hours", FALSE) &&
         anj_hours_look (config, real_us, &now) && !now.is_open;
}

AnjDoor
anj_door_look (JsonObject *status, JsonObject *config, gint64 real_us)
{
  if (status == NULL)
    return ANJ_DOOR_NO_AGENT;
  if (anj_json_get_bool (status, "locked", FALSE))
    return ANJ_DOOR_LOCKED;
  if (anj_json_get_bool (status, "revoked", FALSE))
    return ANJ_DOOR_REVOKED;
  /* records that are fetched again lack for looking up only */
  if (!anj_json_get_bool (status, "synced", FALSE) &&
      !anj_json_get_bool (status, "fetching_again", FALSE))
    return anj_json_get_bool (status, "online", FALSE) ? ANJ_DOOR_FETCHING : ANJ_DOOR_NO_LINE;
  /* nobody is turned away because a machine does not know the hour */
  if (anj_json_get_bool (status, "time_unsure", FALSE))
    return ANJ_DOOR_OPEN;
  return is_closed (config, real_us) ? ANJ_DOOR_CLOSED : ANJ_DOOR_OPEN;
}

AnjDoor
anj_door_of_visit (AnjVisit *visit, const AnjClock *clock)
{
  return anj_door_look (anj_visit_get_status (visit), anj_visit_get_config (visit),
                        anj_clock_real_us (clock));
}

AnjDoor
anj_door_for_cases (AnjVisit *visit)
{
  JsonObject *status = anj_visit_get_status (visit);
  const char *storage = status != NULL ? anj_json_get_string (status, "storage", "") : "";

  if (*storage != '\0')
    return g_str_equal (storage, "full") ? ANJ_DOOR_FULL : ANJ_DOOR_NO_STORAGE;
  if (status != NULL && anj_json_get_bool (status, "enrol_again", FALSE))
    return ANJ_DOOR_OLD_COPY;
  return ANJ_DOOR_OPEN;
}

gboolean
anj_door_takes_no_case (AnjVisit *visit)
{
  return anj_door_for_cases (visit) != ANJ_DOOR_OPEN;
}

AnjDoor
anj_door_for_look_ups (AnjVisit *visit)
{
  JsonObject *status = anj_visit_get_status (visit);

  return status != NULL && anj_json_get_bool (status, "fetching_again", FALSE)
             ? ANJ_DOOR_FETCHING_AGAIN
             : ANJ_DOOR_OPEN;
}

gboolean
anj_door_looks_up_nobody (AnjVisit *visit)
{
  return anj_door_for_look_ups (visit) != ANJ_DOOR_OPEN;
}

gboolean
anj_door_ends_visits (AnjDoor door)
{
  return door == ANJ_DOOR_LOCKED || door == ANJ_DOOR_REVOKED;
}

gboolean
anj_door_leaves_information (AnjDoor door)
{
  return door == ANJ_DOOR_NO_AGENT || door == ANJ_DOOR_NO_LINE || door == ANJ_DOOR_FETCHING ||
         anj_door_leaves_following (door);
}

gboolean
anj_door_leaves_following (AnjDoor door)
{
  return door == ANJ_DOOR_CLOSED || anj_door_leaves_looking_up (door) ||
         anj_door_leaves_complaining (door);
}

gboolean
anj_door_leaves_looking_up (AnjDoor door)
{
  return door == ANJ_DOOR_FULL || door == ANJ_DOOR_NO_STORAGE || door == ANJ_DOOR_OLD_COPY;
}

gboolean
anj_door_leaves_complaining (AnjDoor door)
{
  return door == ANJ_DOOR_FETCHING_AGAIN;
}
