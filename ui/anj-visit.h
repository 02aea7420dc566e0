/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "app/session/anj-attachment.h"
#include "app/session/anj-session.h"
#include "core/anj-region.h"
#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjVisit:
 *
 * What one resident has told the screen and what the screen found: the model behind the pages. Dies
 * with the process. Notifies "language", "text-size", "theme",
 * "reach", "status".
 */
#define ANJ_TYPE_VISIT (anj_visit_get_type ())
G_DECLARE_FINAL_TYPE (AnjVisit, anj_visit, ANJ, VISIT, GObject)

/* @session: (nullable): NULL while the agent is away: pages then show "out of service" */
AnjVisit *anj_visit_new (AnjSession *session);
AnjSession *anj_visit_get_session (AnjVisit *self); /* (nullable) (transfer none) */
JsonObject *anj_visit_get_config (AnjVisit *self);  /* (transfer none); empty object if none */
JsonObject *anj_visit_get_status (AnjVisit *self);  /* (transfer none) (nullable) */
/* whether the screen's clock is right: else no day that rests on it may be shown or printed */
gboolean anj_visit_is_time_sure (AnjVisit *self);
/* of a visit without a session, which no agent tells its status */
void anj_visit_set_status (AnjVisit *self, JsonObject *status);

/* districts there are, to check numbers; (nullable); @regions outlives the visit */
const AnjRegionTable *anj_visit_get_regions (AnjVisit *self);
void anj_visit_set_regions (AnjVisit *self, const AnjRegionTable *regions);

/* @languages: (element-type AnjLanguage): what the terminal is able to show; all of a screen's
 * visits share it */
void anj_visit_set_languages (AnjVisit *self, GPtrArray *languages);
/* (transfer container) (element-type AnjLanguage): what this resident may choose, in order; see
 * anj_languages_offered() */
GPtrArray *anj_visit_get_languages (AnjVisit *self);
const char *anj_visit_get_language (AnjVisit *self); /* "id", "en" */
void anj_visit_set_language (AnjVisit *self, const char *language);

AnjTextSize anj_visit_get_text_size (AnjVisit *self);
void anj_visit_set_text_size (AnjVisit *self, AnjTextSize text_size);

AnjTheme anj_visit_get_theme (AnjVisit *self);
void anj_visit_set_theme (AnjVisit *self, AnjTheme theme);

/* whether pages stand lower, where a hand reaches that cannot go up (see AnjMetrics) */
gboolean anj_visit_get_reach (AnjVisit *self);
void anj_visit_set_reach (AnjVisit *self, gboolean reach);

/* typed numbers; never NULL; wiped when replaced; another number forgets the household */
const char *anj_visit_get_nik (AnjVisit *self);
void anj_visit_set_nik (AnjVisit *self, const char *nik);
const char *anj_visit_get_no_kk (AnjVisit *self);
void anj_visit_set_no_kk (AnjVisit *self, const char *no_kk);

/* the household document; NULL until found */
JsonObject *anj_visit_get_household (AnjVisit *self); /* (nullable) (transfer none) */
void anj_visit_set_household (AnjVisit *self, JsonObject *document);
/* the programme whose detail page is asked for: an element of household.programmes */
JsonObject *anj_visit_get_programme (AnjVisit *self); /* (nullable) (transfer none) */
void anj_visit_set_programme (AnjVisit *self, JsonObject *programme);

/* what is being written: "complaint", "update", "proposal", "objection", "referral", "note",
 * "feedback"; "": nothing that will be sent (a look-up, following, information) */
const char *anj_visit_get_kind (AnjVisit *self);
gboolean anj_visit_is_kind (AnjVisit *self, const char *kind);
/* begins an empty draft: answers, name choice and attachments go, typed numbers stay. So first the
 * kind, then what is known of the draft already */
void anj_visit_set_kind (AnjVisit *self, const char *kind);

/**
 * anj_visit_get_answer:
 *
 * The draft's answers, in a draft of any kind:
 *
 * | question | answer |
 * |---|---|
 * | `category` | code of a complaint's category |
 * | `words` | what the resident wrote: a complaint's story, a note, more to a reason or a rating |
 * | `programme` | code of the programme it is about |
 * | `member` | id of the member of the household whose data change, or whom a referral is for |
 * | `field` | code of config `update_fields` |
 * | `new` | the new value: a choice's code, or what was typed |
 * | `reason` | code of config `proposal_reasons` or `objection_reasons` |
 * | `about-name`, `about-place` | whom an objection is about, and where they live |
 * | `about` | the case that a note is added to: REGION/NUMBER |
 * | `documents` | codes of the papers at hand, parted by spaces; "-": none (ui/anj-referral.h) |
 * | `course`, `intake` | what a referral wishes; "-": no wish |
 * | `rating` | 1 unhappy, 2 so-so, 3 happy |
 * | `service` | code of the service a feedback is about |
 *
 * Returns: (transfer none): never NULL; "": none; until it is set again
 */
const char *anj_visit_get_answer (AnjVisit *self, const char *question);
/* @answer: (nullable): NULL or "": none; the old one is wiped */
void anj_visit_set_answer (AnjVisit *self, const char *question, const char *answer);

typedef enum {
  ANJ_NAME_UNDECIDED,
  ANJ_NAME_ANONYMOUS, /* tanpa nama */
  ANJ_NAME_SECRET,    /* dirahasiakan */
  ANJ_NAME_OPEN,      /* pakai nama */
} AnjNameChoice;

/* of a complaint */
AnjNameChoice anj_visit_get_name_choice (AnjVisit *self);
void anj_visit_set_name_choice (AnjVisit *self, AnjNameChoice choice);

/* (transfer none) (element-type AnjAttachment): photos and recordings of the draft; pages add and
 * remove; it holds a reference of each */
GPtrArray *anj_visit_get_attachments (AnjVisit *self);

/* (transfer full): the body of the draft's kind (data/schema); ui/anj-visit-body.c */
JsonObject *anj_visit_make_body (AnjVisit *self);

/* what was sent */
const AnjTicket *anj_visit_get_ticket (AnjVisit *self); /* (nullable) */
void anj_visit_take_ticket (AnjVisit *self, AnjTicket *ticket);

/* following: what was typed and what came */
const char *anj_visit_get_follow_number (AnjVisit *self);
void anj_visit_set_follow_number (AnjVisit *self, const char *number);
const char *anj_visit_get_follow_pin (AnjVisit *self);
void anj_visit_set_follow_pin (AnjVisit *self, const char *pin);
JsonObject *anj_visit_get_followed (AnjVisit *self); /* (nullable) (transfer none) */
void anj_visit_set_followed (AnjVisit *self, JsonObject *followed);

G_END_DECLS
