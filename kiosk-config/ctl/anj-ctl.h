/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "core/anj-cert.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjCtl:
 * @admin: URL of the hub's admin listener, no slash at the end
 * @identity: folder with cert.pem, key.pem, ca.pem and config_ca.pem
 * @as_json: machines read the output
 * @packs: folder of the language packs; the installed ones when not given
 * @region, @replaced, @out, @expires, @signer, @key, @state, @silent, @text, @role, @reason, @save,
 * @hours,
 * @terminal, @labels, @hardware, @chain, @origin, @groups, @success, @errors, @window, @soak,
 * @answer, @deadline, @at_once, @sure: options of single commands, %NULL or 0 when not given
 *
 * One call of anjunganctl: what its command line said and the sources it may use.
 */
typedef struct
{
  char *admin;
  char *identity;
  gboolean as_json;
  char *region;
  char *replaced;
  char *out;
  char *expires;
  char *signer;
  char *key;
  char *state;
  gboolean silent;
  char *text;
  char *role;
  char *reason;
  char *save;
  char *packs;
  char *terminal;
  char **labels;
  char *hardware;
  char *chain;
  gboolean origin;
  gboolean sure;
  char *groups;
  char *success;
  char *errors;
  char *window;
  char *soak;
  char *answer;
  char *deadline;
  int at_once;
  int hours;
  const AnjClock *clock;
  const AnjRandom *random;
} AnjCtl;

/**
 * AnjCtlError:
 *
 * Each is one exit code of sysexits.h.
 */
typedef enum {
  ANJ_CTL_ERROR_USAGE,       /* EX_USAGE */
  ANJ_CTL_ERROR_DATA,        /* EX_DATAERR: a file or an answer is not what it should be */
  ANJ_CTL_ERROR_NO_INPUT,    /* EX_NOINPUT: a file cannot be read */
  ANJ_CTL_ERROR_UNAVAILABLE, /* EX_UNAVAILABLE: the hub is away or says no such thing */
  ANJ_CTL_ERROR_REFUSED,     /* EX_NOPERM: the hub or a key says no */
} AnjCtlError;

#define ANJ_CTL_ERROR (anj_ctl_error_quark ())
GQuark anj_ctl_error_quark (void);

#define ANJ_CTL_ANY (-1)

/**
 * AnjCtlCommand:
 * @group: "terminal"
 * @verb: "list"
 * @n_arguments: how many words follow; %ANJ_CTL_ANY: any number
 * @usage: what --help prints after the verb
 * @run: does it and prints to standard output
 */
typedef struct
{
  const char *group;
  const char *verb;
  int n_arguments;
  const char *usage;
  gboolean (*run) (const AnjCtl *ctl, char **arguments, GError **error);
} AnjCtlCommand;

gboolean anj_ctl_terminal_token (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_list (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_guesses (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_show (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_revoke (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_confirm (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_lock (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_unlock (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_wipe (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_restart (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_sync (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_renew (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_logs (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_commands (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_terminal_cancel (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_config_show (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_config_diff (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_config_check (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_config_sign (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_config_publish (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_start (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_list (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_show (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_pause (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_resume (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_stop (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_retry (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_rollout_evidence (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_pack_check (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_ticket_list (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_ticket_show (const AnjCtl *ctl, char **arguments, GError **error);
gboolean anj_ctl_ticket_answer (const AnjCtl *ctl, char **arguments, GError **error);

/**
 * anj_ctl_open_attachments:
 * @named: what the case's header names
 * @held: (nullable): what the hub says of them
 *
 * With --save writes what the hub holds into that folder, opened.
 *
 * Returns: (transfer full): [{name, type, state, sha256, bytes}], the name being the file's
 */
JsonArray *anj_ctl_open_attachments (const AnjCtl *ctl,
                                     JsonArray *named,
                                     JsonArray *held,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_ctl_request:
 * @method: "GET", "POST" or "PUT"
 * @path: from the slash on
 * @body: (nullable): sent with @content_type
 * @error: %ANJ_CTL_ERROR_UNAVAILABLE when there is no answer or 404; %ANJ_CTL_ERROR_REFUSED for 401
 *   and 403; else %ANJ_CTL_ERROR_DATA with the hub's own words
 *
 * One request over mutual TLS with the identity; waits for the answer (30 s at most).
 *
 * Returns: (transfer full): the body of a 2xx answer
 */
GBytes *anj_ctl_request (const AnjCtl *ctl,
                         const char *method,
                         const char *path,
                         const char *content_type,
                         GBytes *body,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* the same with JSON: @body (nullable) (transfer none); (transfer full) */
JsonNode *anj_ctl_request_json (const AnjCtl *ctl,
                                const char *method,
                                const char *path,
                                JsonObject *body,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_ctl_list:
 * @path: of what the hub lists
 * @what: the plural's name, for when there are none
 *
 * Prints each with @print, or all as JSON.
 */
gboolean anj_ctl_list (const AnjCtl *ctl,
                       const char *path,
                       const char *what,
                       void (*print) (JsonObject *one),
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* file @name of folder @folder; NO_INPUT says which; (transfer full), wiped when freed */
GBytes *
anj_ctl_read_file (const char *folder, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same as text; PEM keys are to be wiped by anj_secret_string_free() */
char *
anj_ctl_read_text (const char *folder, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* 0600 for @is_secret; makes the folder */
gboolean anj_ctl_write_file (const char *folder,
                             const char *name,
                             GBytes *content,
                             gboolean is_secret,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* cert.pem and key.pem of a folder */
gboolean anj_ctl_load_pair (const char *folder, X509 **out_cert, EVP_PKEY **out_key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* pretty JSON and a newline to standard output */
void anj_ctl_print_json (JsonNode *node);
/* whether option @value was given; USAGE names it */
gboolean
anj_ctl_require (const char *value, const char *option, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
