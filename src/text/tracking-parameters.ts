/**
 * Query parameters that say where a click came from and never which page is meant. Sources: the documentation of the
 * tools named beside them; the lists of ClearURLs and of Firefox's query stripping agree with these. Names are
 * compared in lower case.
 */
export const TRACKING_PREFIXES: readonly string[] = [
  'utm_', // Google Analytics campaigns
  'mtm_', // Matomo campaigns
  'matomo_',
  'pk_', // Piwik, the Matomo of old
  'piwik_',
  'at_', // AT Internet (Piano): at_medium, at_campaign, at_custom1 …; the BBC and French papers
  'hsa_', // HubSpot ads
  'vero_', // Vero mail
  'oly_', // Omeda mail
  'ns_', // comScore: ns_mchannel, ns_source, ns_campaign; the BBC of old
  'guce_', // Yahoo consent redirect
  'soc_', // Yahoo share buttons
  'wt_', // Webtrekk
  '__hs', // HubSpot cookies
];

export const TRACKING_NAMES: ReadonlySet<string> = new Set(
  [
    'fbclid fb_action_ids fb_action_types fb_ref fb_source', // Facebook
    'gclid dclid gbraid wbraid gclsrc gad_source gad_campaignid srsltid _ga _gl', // Google
    'msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh epik rdt_cid irclickid _openstat rb_clickid wickedid zanpid', // ads
    'mc_cid mc_eid mkt_tok _hsenc _hsmi hsctatracking ml_subscriber ml_subscriber_hash ck_subscriber_id', // mail
    's_cid sc_cid sc_channel cmpid cmp ncid ocid icid intcid xtor wt.mc_id wt.mc_ev wtmc trk trkcampaign', // site analytics
    'spref smid smtyp guccounter traffic_source campaign_id sref mbid srnd taid', // share links of papers
    'maca feedtype feedname rpc', // feed links: Deutsche Welle, Reuters
    'jsessionid phpsessid', // sessions of Java and PHP
    'amp amp_js_v amp_gsa usqp outputtype', // another presentation of the same page
  ].flatMap((names) => names.split(' ')),
);

/** Parameters that track only with some values: `ref=rss`, `source=feed`, `ref=blog.example`, but not `source=42`. */
export const TRACKING_WHEN_NAMED: ReadonlySet<string> = new Set(
  'ref ref_src source src from via partner emc origin referrer referer rss feed output'.split(' '),
);

/** Values of those parameters that name a feed, a network or a host. */
export const TRACKING_VALUE =
  /^(?:(?:[^&]*[-_])?(?:rss2?|feeds?|atom)(?:[-_\d][^&]*)?|twitter|facebook|email|newsletter|share|home(?:page)?|(?:[a-z\d-]+\.)+[a-z]{2,})$/i;
