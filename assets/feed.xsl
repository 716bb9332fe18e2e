<?xml version="1.0" encoding="utf-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="http://www.w3.org/2005/Atom" exclude-result-prefixes="a">
  <xsl:output method="html" encoding="utf-8" doctype-system="about:legacy-compat"/>
  <xsl:template match="/">
    <html lang="en">
      <head>
        <title><xsl:value-of select="a:feed/a:title | rss/channel/title"/></title>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <link rel="stylesheet" href="/assets/style.css"/>
      </head>
      <body>
        <h1><xsl:value-of select="a:feed/a:title | rss/channel/title"/></h1>
      </body>
    </html>
  </xsl:template>
</xsl:stylesheet>
