/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-agent-status.h"

#include "core/anj-json.h"
#include "core/anj-time.h"

#define PRINTER_DEFAULT_MM 80

static void
set_device (JsonObject *object, AnjDevices *devices, const char *kind)
{
  g_autofree char *name = anj_devices_find (devices, kind);

  json_object_set_boolean_member (object, kind, name != NULL);
}

/* the terminal's own setting, else the configuration's */
static int
choose_paper_mm (AnjDevices *devices, const AnjTerminalHealth *health)
{
  if (anj_devices_get_printer_mm (devices) != 0)
    return anj_devices_get_printer_mm (devices);
  return health->printer_mm != 0 ? health->printer_mm : PRINTER_DEFAULT_MM;
}

static void
set_printer (JsonObject *object, AnjDevices *devices, const AnjTerminalHealth *health)
{
  g_autofree char *path = anj_devices_find (devices, ANJ_DEVICE_PRINTER);

  json_object_set_string_member (object, "printer", path != NULL ? "ready" : "none");
  if (path != NULL)
    json_object_set_int_member (object, "printer_mm", choose_paper_mm (devices, health));
}

static void
set_time (JsonObject *object, const AnjTerminalHealth *health)
{
  g_autofree char *time = anj_time_format (health->now_us);

  json_object_set_string_member (object, "time", time);
  if (!health->is_time_sure)
    json_object_set_boolean_member (object, "time_unsure", TRUE);
}

char *
anj_agent_status_make (const AnjTerminalHealth *health, AnjLine *line, AnjDevices *devices)
{
  g_autoptr (JsonObject) object = json_object_new ();
  gint64 last_contact_us = anj_line_get_last_contact_us (line);

  set_time (object, health);
  json_object_set_boolean_member (object, "synced", health->is_synced);
  json_object_set_boolean_member (object, "online", anj_line_is_online (line));
  if (health->data_date != NULL)
    json_object_set_string_member (object, "data_date", health->data_date);
  else
    json_object_set_null_member (object, "data_date");
  json_object_set_int_member (object, "outbox", health->n_waiting);
  json_object_set_int_member (object, "kept", health->n_kept);
  json_object_set_int_member (object, "attachments", health->n_attachments);
  json_object_set_int_member (object, "attachments_lost", health->n_attachments_lost);
  json_object_set_int_member (object, "quarantine", health->n_quarantine);
  json_object_set_int_member (object, "refused", health->n_refused);
  json_object_set_int_member (object, "lost", health->n_lost);
  json_object_set_int_member (object, "config_epoch", (gint64) health->config_epoch);
  json_object_set_int_member (object, "config_version", (gint64) health->config_version);
  set_printer (object, devices, health);
  set_device (object, devices, ANJ_DEVICE_CAMERA);
  set_device (object, devices, ANJ_DEVICE_MICROPHONE);
  set_device (object, devices, ANJ_DEVICE_SOUND);
  json_object_set_boolean_member (object, "headset", anj_devices_has_headset (devices));
  if (last_contact_us > 0 && health->is_time_sure)
    {
      g_autofree char *time = anj_time_format (last_contact_us);

      json_object_set_string_member (object, "last_contact", time);
    }
  else
    json_object_set_null_member (object, "last_contact");
  if (anj_line_get_refusal (line) != NULL)
    json_object_set_string_member (object, "send_error", anj_line_get_refusal (line));
  if (health->is_locked)
    json_object_set_boolean_member (object, "locked", TRUE);
  if (health->is_revoked)
    json_object_set_boolean_member (object, "revoked", TRUE);
  if (health->is_refetching)
    json_object_set_boolean_member (object, "fetching_again", TRUE);
  if (!g_str_equal (health->storage, "good"))
    json_object_set_string_member (object, "storage", health->storage);
  else if (health->is_full)
    json_object_set_string_member (object, "storage", "full");
  if (health->is_behind)
    json_object_set_boolean_member (object, "enrol_again", TRUE);
  if (health->is_config_on_trial)
    json_object_set_boolean_member (object, "config_on_trial", TRUE);
  if (health->is_config_expired)
    json_object_set_boolean_member (object, "config_expired", TRUE);
  if (health->config_problem != NULL)
    json_object_set_string_member (object, "config_error", health->config_problem);
  return anj_json_object_to_text (object);
}
