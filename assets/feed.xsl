<?xml version="1.0" encoding="utf-8"?>
<!-- Makes a feed readable for someone who opens it in a browser. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="http://www.w3.org/2005/Atom"
  xmlns:dc="http://purl.org/dc/elements/1.1/" exclude-result-prefixes="a dc">
  <xsl:output method="html" encoding="utf-8" doctype-system="about:legacy-compat"/>
  <xsl:variable name="feed" select="/a:feed | /rss/channel"/>
  <xsl:variable name="self" select="$feed/a:link[@rel='self']/@href"/>
  <xsl:variable name="page" select="/a:feed/a:link[@rel='alternate']/@href | /rss/channel/link"/>

  <xsl:template match="/">
    <html lang="{/a:feed/@xml:lang | /rss/channel/language}">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title><xsl:value-of select="$feed/a:title | $feed/title"/></title>
        <link rel="stylesheet" href="style.css"/>
      </head>
      <body>
        <main>
          <header class="page-head">
            <p class="meta">This is a feed. Copy its address into your feed reader: <code><xsl:value-of select="$self"/></code></p>
            <h1><xsl:value-of select="$feed/a:title | $feed/title"/></h1>
            <p class="summary"><xsl:value-of select="$feed/a:subtitle | $feed/description"/></p>
            <p><a class="button" href="{$page}">The same as a page</a></p>
          </header>
          <div class="stories">
            <xsl:apply-templates select="$feed/a:entry | $feed/item"/>
          </div>
        </main>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="a:entry | item">
    <article class="story major" lang="{@xml:lang}">
      <h2><a dir="auto" href="{a:link[@rel='alternate']/@href | link}"><xsl:value-of select="a:title | title"/></a></h2>
      <p class="summary" dir="auto"><xsl:value-of select="a:summary | description"/></p>
      <p class="meta">
        <time><xsl:value-of select="translate(substring(a:updated, 1, 16), 'T', ' ')"/> UTC</time>
        <span><xsl:value-of select="a:source/a:title | source"/></span>
        <xsl:for-each select="a:link[@rel='related']">
          <a href="{@href}"><xsl:value-of select="@title"/></a>
        </xsl:for-each>
      </p>
    </article>
  </xsl:template>
</xsl:stylesheet>
