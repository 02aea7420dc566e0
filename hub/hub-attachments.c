/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-attachments.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-attachment-part.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-audit.h"
#include "hub/hub-files.h"

/*
 * An attachment comes after the case that names it, in pieces that follow one another:
 *
 *   no body, Content-Range without FIRST  -> how many bytes are here
 *   Content-Range: bytes FIRST-LAST/TOTAL -> FIRST must be that number; appended whole or not
 *   the last piece                        -> hashed, synced, renamed, noted: "complete"
 *
 * Handlers run one at a time, so two uploads at once cannot mix: one of them hears "range".
 */

#define QUOTA_RETRY_AFTER "3600"

/* what a Content-Range says; first = -1: a question */
typedef struct
{
  gint64 first;
  gint64 last;
  gint64 total;
} Range;

static gboolean
parse_range (const HubRequest *request, Range *out)
{
  const char *text = hub_request_header (request, "content-range");
  int n_read = -1;

  *out = (Range){ .first = -1, .last = -1 };
  if (text == NULL)
    return FALSE;
  if (sscanf (text, "bytes */%18" G_GINT64_MODIFIER "d%n", &out->total, &n_read) == 1 &&
      n_read == (int) strlen (text))
    return out->total > 0 && g_bytes_get_size (request->body) == 0;
  n_read = -1;
  return sscanf (text,
                 "bytes %18" G_GINT64_MODIFIER "d-%18" G_GINT64_MODIFIER "d/%18" G_GINT64_MODIFIER
                 "d%n",
                 &out->first, &out->last, &out->total, &n_read) == 3 &&
         n_read == (int) strlen (text) && out->first >= 0 && out->first <= out->last &&
         out->last < out->total &&
         (gint64) g_bytes_get_size (request->body) == out->last - out->first + 1;
}

static void
reply_progress (HubRequest *request, gint64 n_bytes, gboolean is_complete)
{
  JsonObject *reply = json_object_new ();

  json_object_set_int_member (reply, "bytes", n_bytes);
  json_object_set_boolean_member (reply, "complete", is_complete);
  hub_reply_json (request, 200, reply);
}

static void
reply_range (HubRequest *request, gint64 n_bytes)
{
  JsonObject *problem = hub_problem_new (HUB_PROBLEM_RANGE, NULL);

  json_object_set_int_member (problem, "bytes", n_bytes);
  hub_reply_problem_object (request, HUB_PROBLEM_RANGE, problem);
}

/* all bytes are here */
static void
finish (HubApp *app, HubRequest *request, gint64 n_bytes)
{
  const char *sha256 = request->args[0];
  g_autoptr (GError) error = NULL;
  gboolean is_good = FALSE;

  if (!hub_attachment_part_finish (app->attachments_dir, sha256, &is_good, &error))
    hub_reply_error (request, "attachment", error);
  else if (!is_good)
    hub_reply_problem (request, HUB_PROBLEM_ATTACHMENT_DAMAGED, NULL);
  else if (!hub_attachment_settle (app->store, sha256, hub_app_now_us (app), &error))
    hub_reply_error (request, "attachment", error);
  else
    reply_progress (request, n_bytes, /* is_complete */ TRUE);
}

/* FALSE sets a reply */
static gboolean
check_quota (HubApp *app, HubRequest *request, gint64 n_bytes)
{
  g_autoptr (GError) error = NULL;
  gint64 n_today = 0;

  if (!hub_attachment_count_bytes (app->store, request->peer->id,
                                   hub_app_now_us (app) - G_TIME_SPAN_DAY, &n_today, &error))
    hub_reply_error (request, "attachment", error);
  else if (n_today + n_bytes > HUB_ATTACHMENT_DAY_BYTES)
    {
      hub_reply_problem (request, HUB_PROBLEM_ATTACHMENT_QUOTA, NULL);
      hub_reply_header (request, "Retry-After", QUOTA_RETRY_AFTER);
    }
  else
    return TRUE;
  return FALSE;
}

static void
take_piece (HubApp *app, HubRequest *request, const Range *range)
{
  g_autoptr (GError) error = NULL;
  gboolean is_full = FALSE;

  if (range->first == 0 && !check_quota (app, request, range->total))
    return;
  if (!hub_attachment_part_append (app->attachments_dir, request->args[0], request->body,
                                   HUB_ATTACHMENT_RESERVE_BYTES, &is_full, &error))
    hub_reply_error (request, "attachment", error);
  else if (is_full)
    {
      g_warning ("the disk is nearly full: no attachment is taken");
      hub_reply_problem (request, HUB_PROBLEM_DISK_FULL, NULL);
      hub_reply_header (request, "Retry-After", QUOTA_RETRY_AFTER);
    }
  else if (range->last + 1 == range->total)
    finish (app, request, range->total);
  else
    reply_progress (request, range->last + 1, /* is_complete */ FALSE);
}

static void
continue_upload (HubApp *app, HubRequest *request, const Range *range)
{
  gint64 n_held = hub_attachment_part_length (app->attachments_dir, request->args[0]);

  if (n_held >= range->total) /* the hub ended before it looked at it */
    finish (app, request, range->total);
  else if (range->first < 0)
    reply_progress (request, n_held, /* is_complete */ FALSE);
  else if (range->first != n_held)
    reply_range (request, n_held);
  else
    take_piece (app, request, range);
}

/* one that a case of the caller names; FALSE sets a reply */
static gboolean
find_own (HubApp *app, HubRequest *request, HubAttachment *out)
{
  g_autoptr (GError) error = NULL;
  gboolean is_known = FALSE;

  if (!hub_attachment_find (app->store, request->args[0], out, &is_known, &error))
    hub_reply_error (request, "attachment", error);
  else if (!is_known || !g_str_equal (out->terminal, request->peer->id))
    hub_reply_problem (request, HUB_PROBLEM_ATTACHMENT_UNKNOWN, NULL);
  else
    return TRUE;
  return FALSE;
}

void
hub_attachments_put (HubApp *app, HubRequest *request)
{
  g_auto (HubAttachment) attachment = { 0 };
  Range range;

  if (!find_own (app, request, &attachment))
    return;
  if (!parse_range (request, &range))
    hub_reply_problem (
        request, HUB_PROBLEM_BAD_REQUEST,
        "Content-Range: bytes FIRST-LAST/TOTAL as long as the body, or bytes */TOTAL "
        "without one");
  else if (range.total != attachment.n_bytes)
    hub_reply_problem (request, HUB_PROBLEM_ATTACHMENT_SIZE, NULL);
  else if (attachment.is_settled)
    reply_progress (request, range.total, /* is_complete */ TRUE);
  else
    continue_upload (app, request, &range);
}

void
hub_attachments_delete (HubApp *app, HubRequest *request)
{
  g_auto (HubAttachment) attachment = { 0 };
  g_autoptr (GError) error = NULL;

  if (!find_own (app, request, &attachment))
    return;
  if (!hub_attachment_give_up (app->store, request->args[0], hub_app_now_us (app), &error))
    {
      hub_reply_error (request, "attachment", error);
      return;
    }
  hub_attachment_part_remove (app->attachments_dir, request->args[0]);
  if (!attachment.is_settled)
    g_message ("terminal %s lost the attachment %s", request->peer->id, request->args[0]);
  hub_reply_empty (request, 204);
}

static gboolean
audit_view (HubApp *app, HubRequest *request, GError **error)
{
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "sha256", request->args[0]);
  return hub_audit_append (app->store, hub_app_now_us (app), actor, "attachment-viewed", detail,
                           error);
}

void
hub_admin_attachment_get (HubApp *app, HubRequest *request)
{
  const char *sha256 = request->args[0];
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize n_bytes = 0;

  if (hub_is_sha256_name (sha256))
    path = g_build_filename (app->attachments_dir, sha256, NULL);
  if (path == NULL || !g_file_get_contents (path, &data, &n_bytes, NULL))
    {
      hub_reply_problem (request, HUB_PROBLEM_ATTACHMENT_MISSING, NULL);
      return;
    }
  bytes = g_bytes_new_take (data, n_bytes);
  if (audit_view (app, request, &error))
    hub_reply_bytes (request, 200, "application/cms", bytes);
  else
    hub_reply_error (request, "attachment", error);
}
