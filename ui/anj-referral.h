/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* What a resident may ask for at a programme (config programmes[].referral), and what the draft of
 * the kind "referral" has of it. A guard is one of the journey table. */

/* an answer that was asked for and is empty: no paper at hand, no wish */
#define ANJ_REFERRAL_NONE "-"

/**
 * AnjReferralList:
 * @ANJ_REFERRAL_NEED: question "ppks", kinds of need (PPKS) that the referral names; asked where
 *   there is a choice, and never one that is sensitive
 * @ANJ_REFERRAL_COURSE: question "course", of the referral's `courses`
 * @ANJ_REFERRAL_INTAKE: question "intake", of its `intakes`
 */
typedef enum {
  ANJ_REFERRAL_NEED,
  ANJ_REFERRAL_COURSE,
  ANJ_REFERRAL_INTAKE,
} AnjReferralList;

/* (transfer none) (nullable): of the programme @code; %NULL also where an attendant has to send it
 */
JsonObject *anj_referral_find (JsonObject *config, const char *code);
/* (transfer container) (element-type JsonObject): programmes of the configuration that offer one to
 * the household of @visit, to anybody where it is not known */
GPtrArray *anj_referral_offers (AnjVisit *visit);
/* (transfer none) (nullable): what @programme, of household.programmes, offers in its class */
JsonObject *anj_referral_offered_by (AnjVisit *visit, JsonObject *programme);

/* begins a draft; @code: (nullable): of its programme, %NULL: it is asked */
void anj_referral_begin (AnjVisit *visit, const char *code);
/* chooses; what was answered for another one goes */
void anj_referral_choose_programme (AnjVisit *visit, const char *code);

/* (transfer none) (nullable): the draft's */
JsonObject *anj_referral_get (AnjVisit *visit);
/* (transfer container) (element-type JsonObject): what the draft can name, each with code, label
 * and perhaps icon */
GPtrArray *anj_referral_get_list (AnjVisit *visit, AnjReferralList list);
const char *anj_referral_question (AnjReferralList list);
/* (transfer none): of the answer %ANJ_REFERRAL_NONE */
const char *anj_referral_none_word (AnjReferralList list);
gboolean anj_referral_asks (AnjVisit *visit, AnjReferralList list);

/* (transfer none): role of the office that gets to read it, as app/session/anj-case-rules has it */
const char *anj_referral_recipient (AnjVisit *visit);
/* (transfer none): code of the role that acts on it; "" where there is no referral */
const char *anj_referral_acts (AnjVisit *visit);

/* guards: this page has something to ask */
gboolean anj_referral_asks_programme (AnjVisit *visit);
gboolean anj_referral_asks_member (AnjVisit *visit);
gboolean anj_referral_asks_need (AnjVisit *visit);
gboolean anj_referral_asks_papers (AnjVisit *visit);
gboolean anj_referral_asks_course (AnjVisit *visit);
gboolean anj_referral_asks_intake (AnjVisit *visit);
/* guard: the numbers are not known, or not the household somebody of which it is for */
gboolean anj_referral_lacks_numbers (AnjVisit *visit);
/* all that its programme asks for is answered */
gboolean anj_referral_is_complete (AnjVisit *visit);

/* of the checklist: whether the paper @code is at hand */
gboolean anj_referral_has_paper (AnjVisit *visit, const char *code);
void anj_referral_set_paper (AnjVisit *visit, const char *code, gboolean at_hand);
/* (transfer full): of @codes (nullable): "KTP, Kartu Keluarga"; "" when none */
char *anj_referral_name_papers (AnjVisit *visit, JsonArray *codes);
/* (transfer full): the same of what @referral needs */
char *anj_referral_name_needed (AnjVisit *visit, JsonObject *referral);
/* (transfer full): the same of the draft's checklist, those at hand or those that lack and are
 * needed */
char *anj_referral_name_checklist (AnjVisit *visit, gboolean at_hand);
/* (transfer none) (nullable): entry of config.documents */
JsonObject *anj_referral_find_paper (AnjVisit *visit, const char *code);

/* (transfer full) (nullable): for whom by age, "Untuk umur 15 sampai 21 tahun."; %NULL: any */
char *anj_referral_age_words (JsonObject *referral);

G_END_DECLS
