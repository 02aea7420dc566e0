/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/reconcile/hub-evidence.h"
#include "hub/reconcile/hub-name.h"

G_BEGIN_DECLS

/*
 * The people of one district as the registers state them, for the matcher: all in memory, some 300
 * bytes a head.
 */

/* bit i: the register i of HubPersons has a statement of the person */
typedef guint HubRegisters;

/**
 * HubClaim:
 * @id: "nik NIK" or "REGISTER KEY": names it to links and reviews
 * @nik: as written; 0: none
 * @no_kk: present one; 0: none
 * @is_row: a statement by itself: without NIK, or with one that is somebody else's
 * @is_settled: lives in another district, or somebody has decided: may be linked to, not further
 *
 * Somebody in the registers: all rows that state the same NIK, or one row by itself.
 */
typedef struct
{
  const char *id;
  guint64 nik;
  guint64 no_kk;
  HubRegisters registers;
  HubSex sex;
  gboolean is_row;
  gboolean is_settled;
} HubClaim;

/**
 * HubFace:
 * @claim: index
 * @name: index into names
 * @address: hash; 0: none
 *
 * What one or more rows of a claim say of the person.
 */
typedef struct
{
  guint claim;
  guint name;
  HubDay birth;
  guint32 village;
  guint32 address;
} HubFace;

/* n_claims: people with a NIK in the district who are called so */
typedef struct
{
  HubName name;
  guint n_claims;
  guint last_claim;
} HubKnownName;

typedef struct
{
  GArray *claims;        /* (element-type HubClaim) */
  GArray *faces;         /* (element-type HubFace) */
  GArray *names;         /* (element-type HubKnownName) */
  GHashTable *name_ids;  /* sorted words -> index into names */
  GHashTable *words;     /* word -> people with a NIK who have it */
  GStringChunk *strings; /* ids, words */
} HubDistrict;

HubDistrict *hub_district_new (void);
void hub_district_free (HubDistrict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDistrict, hub_district_free)

/* Returns: the claim's index; @claim's id is copied */
guint hub_district_add_claim (HubDistrict *self, const HubClaim *claim);

/* faces of a claim follow it at once */
void hub_district_add_face (HubDistrict *self,
                            const HubName *name,
                            HubDay birth,
                            guint32 village,
                            guint32 address);

/* how many in the district have a word of @name's words whose bit is in @words; the fewest */
guint hub_district_rarest (const HubDistrict *self, const HubName *name, guint words);

G_END_DECLS
