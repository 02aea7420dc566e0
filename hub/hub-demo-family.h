/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Families who do not exist. Their numbers have real region codes and dates and serials from 9001
 * on, which no office gives out.
 */

/* draws people and numbers; the same seed and day give the same */
typedef struct _HubDemoMint HubDemoMint;

/* @today: ages count from it */
HubDemoMint *hub_demo_mint_new (guint32 seed, const GDate *today);
void hub_demo_mint_free (HubDemoMint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDemoMint, hub_demo_mint_free)
/* (transfer none) */
GRand *hub_demo_mint_rand (HubDemoMint *self);
/* (transfer none) */
const GDate *hub_demo_mint_today (HubDemoMint *self);
/* (transfer full): a No. KK issued in @village's district */
char *hub_demo_mint_no_kk (HubDemoMint *self, const char *village);

/**
 * HubDemoPerson:
 * @status: in the first batch of dtsen
 * @later_status, @later_relation: (nullable): in the second, where something changed
 * @later_kk: (nullable): moved there with the second batch
 * @is_new: is in the second batch only
 */
typedef struct
{
  char *nik;
  char *name;
  GDate birth;
  gboolean is_female;
  const char *relation;
  const char *occupation;
  const char *status;
  const char *later_status;
  const char *later_relation;
  char *later_kk;
  gboolean is_new;
} HubDemoPerson;

typedef struct
{
  char *no_kk;
  char *village;
  char *address;
  guint rt;
  guint rw;
  guint desil;
  GPtrArray *people; /* (element-type HubDemoPerson): the head first */
} HubDemoFamily;

/**
 * hub_demo_family_new:
 * @n_people: head, spouse, children in this order; a fifth may be a grandparent
 */
HubDemoFamily *
hub_demo_family_new (HubDemoMint *mint, const char *village, guint n_people, guint desil);
void hub_demo_family_free (HubDemoFamily *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDemoFamily, hub_demo_family_free)

/* (transfer none): adds one more */
HubDemoPerson *hub_demo_family_add (HubDemoFamily *self,
                                    HubDemoMint *mint,
                                    gboolean is_female,
                                    guint age,
                                    const char *relation);
/* (transfer none) */
HubDemoPerson *hub_demo_family_person (const HubDemoFamily *self, guint index);
guint hub_demo_person_age (const HubDemoPerson *self, const GDate *today);
/* another birth date, and so another NIK */
void hub_demo_person_set_birth (HubDemoPerson *self,
                                HubDemoMint *mint,
                                const char *village,
                                const GDate *birth);
void hub_demo_person_set_name (HubDemoPerson *self, const char *name);

G_END_DECLS
