"""What plugins and themes put inside a post's text that its author did not write.

Known by name only: a word in ``class`` or an ``id``.  Whatever is not named here
counts as the author's.
"""

from __future__ import annotations

from scraper.html.tree import Node


def words(*lines: str) -> frozenset[str]:
    """The words of ``lines``: a set that reads as a list."""
    return frozenset(" ".join(lines).split())


SILENT_TAGS = words(
    "script style noscript template head title meta link svg canvas button form",
    "input select textarea option dialog nav",
)
"""Elements without words of the author; ``nav`` is never written in a post."""

JUNK_CLASSES = words(
    # Jetpack: share buttons, likes, related posts
    "sharedaddy sd-sharing jp-relatedposts jetpack-likes-widget-wrapper",
    "wp-block-jetpack-related-posts wp-block-jetpack-like",
    "wp-block-jetpack-sharing-buttons",
    # other share buttons
    "addtoany_share_save_container addtoany_content a2a_kit heateorSssClear",
    "heateor_sss_sharing_container essb_links ssba ssba-wrap ssbp-wrap",
    "shareaholic-canvas swp_social_panel mashsb-container dpsp-content-wrapper",
    "simplesocialbuttons scriptlesssocialsharing fb-like fb-share-button",
    "twitter-share-button social-share-buttons post-share-buttons",
    "synved-social-container monarch_post_share wp-block-social-links",
    "wp-block-outermost-social-sharing",
    # related posts
    "yarpp yarpp-related rp4wp-related-posts crp_related wp_rp_wrap",
    "relpost-thumb-wrapper related-posts related_posts relatedposts",
    "jp-relatedposts-post wp-block-query wp-block-latest-posts",
    # ratings, counters, author boxes, tables of contents, newsletters
    "post-ratings kk-star-ratings wpulike ratingblock post-views pvc_stats",
    "saboxplugin-wrap abh_box author-box author-bio m-a-box toc_container",
    "ez-toc-container lwptoc wp-block-jetpack-subscriptions",
    "jetpack_subscription_widget mc4wp-form",
    # the theme's own parts, printed inside the text's element
    "page-links post-nav-links entry-meta entry-footer post-meta comment-actions",
    "reply comment-reply-link comment-edit-link comment-awaiting-moderation",
    "comment-likes edit-link post-edit-link screen-reader-text sr-only",
    "visually-hidden heading-anchor",
)
JUNK_IDS = words(
    "jp-post-flair jp-relatedposts toc_container ez-toc-container respond",
    "disqus_thread",
)
EMOJI_CLASSES = frozenset({"emoji", "wp-smiley", "latex"})
"""Images that stand for their alt text: emoji, smilies, formulas."""


def is_junk(attributes: dict[str, str | None]) -> bool:
    """Whether an element with these attributes was put there by a plugin or theme."""
    classes = attributes.get("class")
    if classes and not JUNK_CLASSES.isdisjoint(classes.split()):
        return True
    return attributes.get("id") in JUNK_IDS


def stands_for(node: Node) -> str | None:
    """The words an ``img`` stands for (an emoji, a smiley), ``None`` for a picture."""
    attributes = node.attributes
    if EMOJI_CLASSES.isdisjoint((attributes.get("class") or "").split()):
        return None
    return attributes.get("alt") or ""
