import type { Actor } from "../../domain/access.ts";
import { holdsIn } from "../../domain/access.ts";
import { builder } from "../builder.ts";

const actions = ["SUBMIT", "CANCEL", "RETRY", "PUBLISH", "CHANGE_VISIBILITY", "MANAGE_MEMBERS", "MANAGE_KEYS", "MANAGE_PROJECTS", "INVITE_INSTITUTIONS", "JOIN", "APPROVE"] as const;
export type ActionName = (typeof actions)[number];

export const Action = builder.enumType("Action", { description: "What a viewer may do with a thing now: what a page offers. The deed itself is checked again.", values: actions });

export const MAY = "What the viewer may do with it now.";

/** Those of the actions whose condition holds. */
export const allowed = (conditions: Partial<Record<ActionName, boolean>>): ActionName[] => actions.filter((action) => conditions[action]);

/** Whether the viewer does a researcher's or a curator's work in the institution. */
export const researches = (actor: Actor, institutionId: string): boolean => holdsIn(actor, institutionId, "RESEARCHER", "submit");
export const curates = (actor: Actor, institutionId: string): boolean => holdsIn(actor, institutionId, "CURATOR", null);
