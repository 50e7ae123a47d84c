"""Portal (首页): in demo mode three faces, accounts and plates to try, else the county's plain page."""
