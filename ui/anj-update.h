/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* What a data update is about: somebody of the household, one of config `update_fields`, the value
 * recorded today and the new one. */

/* the field that adds somebody; also the answer to "member" then */
#define ANJ_UPDATE_NEW_MEMBER "anggota-baru"

/* (nullable) (transfer none): the field @code of the configuration */
JsonObject *anj_update_find_field (AnjVisit *visit, const char *code);
/* (nullable) (transfer none): the field that was chosen */
JsonObject *anj_update_get_field (AnjVisit *visit);
/* (nullable) (transfer none): members of the household, in the register's order */
JsonArray *anj_update_get_members (AnjVisit *visit);
/* (nullable) (transfer none): who was chosen */
JsonObject *anj_update_get_member (AnjVisit *visit);
/* (transfer none): "" where nobody is known */
const char *anj_update_get_member_name (AnjVisit *visit);
/* (transfer none): today's value; "" when none is recorded or shown */
const char *anj_update_get_recorded (AnjVisit *visit);
/* (transfer none): the new value in words */
const char *anj_update_get_new_words (AnjVisit *visit, const char *language);

/* (transfer none): which paper shows the new value; "" where none is wanted */
const char *anj_update_get_evidence (AnjVisit *visit, const char *language);

/* whether a paper is wanted, as long as nothing says that it is not */
gboolean anj_update_wants_evidence (AnjVisit *visit);

/* chooses; what was answered for another one goes */
void anj_update_choose_member (AnjVisit *visit, const char *id);
void anj_update_choose_field (AnjVisit *visit, const char *code);
/* guards: whom it is about is chosen, and that is somebody new */
gboolean anj_update_is_new_member (AnjVisit *visit);

/* (transfer none): what @member is in the family, translated; "" where it is not told */
const char *anj_update_relation (JsonObject *member);
/* (transfer none): a picture for that */
const char *anj_update_icon (JsonObject *member);

G_END_DECLS
