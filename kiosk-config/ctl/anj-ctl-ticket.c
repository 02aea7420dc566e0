/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl.h"

#include "core/anj-envelope.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"

/*
 * An officer's work. The hub hands out what it holds: the clear header and a payload that it cannot
 * read. Opening, and sealing the answer for the resident's PIN, is done here with the office's key.
 */

#define REMOVED "removed by retention (cases_days in the configuration)"

/* "REGION/NUMBER", or NUMBER alone: then the only ticket of that number */
static char *
resolve (const AnjCtl *ctl, const char *name, GError **error)
{
  const char *slash = strchr (name, '/');
  g_autofree char *number = anj_ticket_number_normalize (slash != NULL ? slash + 1 : name);
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *found = NULL;
  JsonArray *tickets;

  if (number == NULL)
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                   "%s is no ticket number: read the slip again", name);
      return NULL;
    }
  if (slash != NULL)
    return g_strdup_printf ("%.*s/%s", (int) (slash - name), name, number);

  answer = anj_ctl_request_json (ctl, "GET", "/admin/v1/tickets", NULL, error);
  if (answer == NULL)
    return NULL;
  tickets = json_node_get_array (answer);
  for (guint i = 0; i < json_array_get_length (tickets); i++)
    {
      JsonObject *ticket = json_array_get_object_element (tickets, i);

      if (g_strcmp0 (anj_json_get_string (ticket, "number", NULL), number) != 0)
        continue;
      if (found != NULL)
        {
          g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                       "several villages have a ticket %s: write REGION/NUMBER", number);
          return NULL;
        }
      found = g_strdup_printf ("%s/%s", anj_json_get_string (ticket, "region", ""), number);
    }
  if (found == NULL)
    g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_UNAVAILABLE, "the hub has no ticket %s",
                 number);
  return g_steal_pointer (&found);
}

static void
print_ticket_line (JsonObject *ticket)
{
  g_print ("%s/%s  %-10s %-22s %-12s due %s%s\n", anj_json_get_string (ticket, "region", "?"),
           anj_json_get_string (ticket, "number", "?"), anj_json_get_string (ticket, "kind", "?"),
           anj_json_get_string (ticket, "category", "-"),
           anj_json_get_string (ticket, "state", "?"), anj_json_get_string (ticket, "due", "-"),
           anj_json_get_bool (ticket, "sensitive", FALSE) ? "  sensitive" : "");
}

gboolean
anj_ctl_ticket_list (const AnjCtl *ctl, char **arguments G_GNUC_UNUSED, GError **error)
{
  g_autoptr (GString) path = g_string_new ("/admin/v1/tickets?");

  if (ctl->region != NULL)
    g_string_append_printf (path, "region=%s&", ctl->region);
  if (ctl->state != NULL)
    g_string_append_printf (path, "state=%s&", ctl->state);
  g_string_truncate (path, path->len - 1);
  return anj_ctl_list (ctl, path->str, "tickets", print_ticket_line, error);
}

typedef struct
{
  JsonNode *ticket; /* (owned): as the hub gave it */
  GBytes *header;   /* (owned): exact bytes */
  GBytes *body;     /* (owned) (nullable): as the resident sent it; NULL: retention removed it */
  guint8 follow[ANJ_FOLLOW_BYTES];
} Opened;

static void
opened_clear (Opened *opened)
{
  g_clear_pointer (&opened->ticket, json_node_unref);
  g_clear_pointer (&opened->header, g_bytes_unref);
  g_clear_pointer (&opened->body, g_bytes_unref);
  explicit_bzero (opened->follow, sizeof opened->follow);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Opened, opened_clear)

static gboolean
open_payload (const AnjCtl *ctl, Opened *out, GError **error)
{
  JsonObject *ticket = json_node_get_object (out->ticket);
  const char *header = anj_json_get_string (ticket, "header", "");
  gsize n_payload_bytes;
  guint8 *payload_data = g_base64_decode (anj_json_get_string (ticket, "payload", ""),
                                          &n_payload_bytes);
  g_autoptr (GBytes) payload = g_bytes_new_take (payload_data, n_payload_bytes);
  g_autoptr (X509) cert = NULL;
  g_autoptr (EVP_PKEY) key = NULL;

  out->header = g_bytes_new (header, strlen (header));
  if (n_payload_bytes == 0)
    return TRUE;
  if (!anj_ctl_load_pair (ctl->key, &cert, &key, error))
    return FALSE;
  out->body = anj_payload_open (payload, out->header, cert, key, out->follow, error);
  if (out->body == NULL)
    {
      g_prefix_error (error, "the key in %s does not open this case: ", ctl->key);
      return FALSE;
    }
  return TRUE;
}

/* Fetches and opens; @out is to be cleared even on failure. */
static gboolean
open_ticket (const AnjCtl *ctl, const char *name, Opened *out, GError **error)
{
  g_autofree char *resolved = NULL;
  g_autofree char *path = NULL;

  if (!anj_ctl_require (ctl->key, "--key DIR (the office's key)", error))
    return FALSE;
  resolved = resolve (ctl, name, error);
  if (resolved == NULL)
    return FALSE;
  path = g_strconcat ("/admin/v1/tickets/", resolved, NULL);
  out->ticket = anj_ctl_request_json (ctl, "GET", path, NULL, error);
  if (out->ticket == NULL)
    return FALSE;
  return open_payload (ctl, out, error);
}

static JsonNode *
parse_bytes (GBytes *bytes, GError **error)
{
  JsonObject *object = anj_json_parse_object (bytes, error);
  JsonNode *node;

  if (object == NULL)
    return NULL;
  node = json_node_alloc ();
  json_node_take_object (json_node_init (node, JSON_NODE_OBJECT), object);
  return node;
}

gboolean
anj_ctl_ticket_show (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_auto (Opened) opened = { 0 };
  g_autoptr (JsonObject) shown = json_object_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autoptr (AnjHeader) header = NULL;
  JsonArray *attachments;
  JsonObject *ticket;
  JsonNode *part;

  if (!open_ticket (ctl, arguments[0], &opened, error))
    return FALSE;
  ticket = json_node_get_object (opened.ticket);

  part = parse_bytes (opened.header, error);
  if (part == NULL)
    return FALSE;
  json_object_set_member (shown, "header", part);
  part = opened.body != NULL ? parse_bytes (opened.body, error) : json_node_new (JSON_NODE_NULL);
  if (part == NULL)
    return FALSE;
  json_object_set_member (shown, "body", part);
  if (json_object_has_member (ticket, "history"))
    json_object_set_member (shown, "history", json_object_dup_member (ticket, "history"));
  header = anj_header_parse (opened.header, error);
  attachments = header != NULL
                    ? anj_ctl_open_attachments (ctl, header->attachments,
                                                anj_json_get_array (ticket, "attachments"), error)
                    : NULL;
  if (attachments == NULL)
    return FALSE;
  json_object_set_array_member (shown, "attachments", attachments);

  json_node_init_object (node, shown);
  anj_ctl_print_json (node);
  if (opened.body == NULL)
    g_printerr ("anjunganctl: what the resident wrote was " REMOVED "\n");
  return TRUE;
}

static GBytes *
make_answer (const AnjCtl *ctl, const char *state)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autofree char *time = anj_time_format (anj_clock_real_us (ctl->clock));

  json_object_set_string_member (answer, "text", ctl->text);
  json_object_set_string_member (answer, "state", state);
  json_object_set_string_member (answer, "time", time);
  json_object_set_string_member (answer, "role", ctl->role != NULL ? ctl->role : "DINSOS_KAB");
  return anj_json_object_to_bytes (answer);
}

static gboolean
post_answer (const AnjCtl *ctl,
             const AnjHeader *header,
             const char *state,
             GBytes *sealed,
             GError **error)
{
  g_autofree char *path = g_strdup_printf ("/admin/v1/tickets/%s/%s/answer", header->region,
                                           header->number);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (sealed, NULL),
                                             g_bytes_get_size (sealed));
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (JsonNode) answer = NULL;

  json_object_set_string_member (request, "state", state);
  json_object_set_string_member (request, "answer", base64);
  answer = anj_ctl_request_json (ctl, "POST", path, request, error);
  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    anj_ctl_print_json (answer);
  else
    g_print ("%s/%s answered\n", header->region, header->number);
  return TRUE;
}

gboolean
anj_ctl_ticket_answer (const AnjCtl *ctl, char **arguments, GError **error)
{
  const char *state = ctl->state != NULL ? ctl->state : "answered";
  g_auto (Opened) opened = { 0 };
  g_autoptr (AnjHeader) header = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) sealed = NULL;

  if (!anj_ctl_require (ctl->text, "--text WORDS", error) ||
      !open_ticket (ctl, arguments[0], &opened, error))
    return FALSE;
  if (opened.body == NULL)
    {
      g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA,
                           "what the resident wrote was " REMOVED
                           ", and with it what an answer is sealed for");
      return FALSE;
    }
  header = anj_header_parse (opened.header, error);
  if (header == NULL)
    return FALSE;
  answer = make_answer (ctl, state);
  sealed = anj_answer_seal (opened.follow, header->region, header->number, answer, ctl->random,
                            error);
  if (sealed == NULL)
    return FALSE;
  return post_answer (ctl, header, state, sealed, error);
}
