//! People at a browser: Chromium, driven as a person would.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use headless_chrome::browser::tab::point::Point;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Log, Network, Page};
use headless_chrome::{Browser, LaunchOptions, Tab};

/// What a new window is like.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    pub width: u32,
    pub is_dark: bool,
    pub has_script: bool,
}

/// How high a window is.
const HEIGHT: u32 = 844;

/// A telephone that runs no script.
pub const PHONE: Screen = Screen {
    width: 390,
    is_dark: false,
    has_script: false,
};
/// A screen on a desk.
pub const DESK: Screen = Screen {
    width: 1280,
    is_dark: false,
    has_script: true,
};

/// Chromium, with windows that know nothing of each other. `None` where there is none, which is said.
pub struct Chromium {
    browser: Browser,
    _profile: tempfile::TempDir,
}

/// Somebody at a window.
pub struct Person {
    tab: Arc<Tab>,
    screen: Screen,
    origin: String,
    heard: Arc<Mutex<Vec<String>>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Clicks and choices so far.
    pub taps: u32,
}

impl Chromium {
    pub fn start() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&folders)
            .flat_map(|folder| names.map(|name| folder.join(name)))
            .find(|path| path.is_file());
        let Some(path) = found else {
            // Says so, and fails where it must not be left out.
            assert!(!crate::common::has("chromium", &["--version"]));
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let quiet = [
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=zh-CN",
        ];
        let options = LaunchOptions::default_builder()
            .path(Some(path))
            .sandbox(false)
            .user_data_dir(Some(profile.path().to_path_buf()))
            .idle_browser_timeout(Duration::from_mins(10))
            .args(quiet.map(OsStr::new).to_vec())
            .build()
            .unwrap();
        Some(Self {
            browser: Browser::new(options).unwrap(),
            _profile: profile,
        })
    }

    /// A window of its own at the site `origin`.
    pub fn person(&self, origin: &str, screen: Screen) -> Person {
        let tab = self.browser.new_context().unwrap().new_tab().unwrap();
        tab.set_default_timeout(Duration::from_secs(20));
        let (heard, asked) = (
            Arc::<Mutex<Vec<String>>>::default(),
            Arc::<Mutex<Vec<String>>>::default(),
        );
        tab.call_method(Network::Enable {
            max_total_buffer_size: None,
            max_resource_buffer_size: None,
            max_post_data_size: None,
            report_direct_socket_traffic: None,
            enable_durable_messages: None,
        })
        .unwrap();
        tab.enable_runtime().unwrap();
        tab.enable_log().unwrap();
        let (says, asks) = (Arc::clone(&heard), Arc::clone(&asked));
        tab.add_event_listener(Arc::new(move |event: &Event| match event {
            Event::RuntimeConsoleAPICalled(said) => says.lock().unwrap().push(format!("{:?}", said.params.args)),
            Event::RuntimeExceptionThrown(thrown) => {
                says.lock().unwrap().push(thrown.params.exception_details.text.clone());
            }
            Event::LogEntryAdded(entry) if entry.params.entry.level == Log::LogEntryLevel::Error => {
                says.lock().unwrap().push(entry.params.entry.text.clone());
            }
            Event::NetworkRequestWillBeSent(request) => {
                asks.lock().unwrap().push(request.params.request.url.clone());
            }
            _ => {}
        }))
        .unwrap();
        let mut person = Person {
            tab,
            screen,
            origin: origin.to_owned(),
            heard,
            asked,
            taps: 0,
        };
        person.look(screen);
        person
    }
}

impl Person {
    /// Goes on at another screen.
    pub fn look(&mut self, screen: Screen) {
        self.screen = screen;
        self.measure(HEIGHT);
        let colours = if screen.is_dark { "dark" } else { "light" };
        self.tab
            .call_method(Emulation::SetEmulatedMedia {
                media: None,
                features: Some(vec![Emulation::MediaFeature {
                    name: "prefers-color-scheme".to_owned(),
                    value: colours.to_owned(),
                }]),
            })
            .unwrap();
        self.tab
            .call_method(Emulation::SetScriptExecutionDisabled {
                value: !screen.has_script,
            })
            .unwrap();
    }

    /// The window as high as that.
    fn measure(&self, height: u32) {
        self.tab
            .call_method(Emulation::SetDeviceMetricsOverride {
                width: self.screen.width,
                height,
                device_scale_factor: 1.0,
                mobile: self.screen.width < 600,
                scale: None,
                screen_width: None,
                screen_height: None,
                position_x: None,
                position_y: None,
                dont_set_visible_size: None,
                screen_orientation: None,
                viewport: None,
                display_feature: None,
                device_posture: None,
            })
            .unwrap();
    }

    pub fn go(&mut self, path: &str) -> &mut Self {
        let address = format!("{}{path}", self.origin);
        self.ask(&format!("(window.isBefore = true, location.assign({address:?}))"));
        self.arrive()
    }

    /// Taps on what the CSS selector names, which leads to another page.
    pub fn follow(&mut self, selector: &str) -> &mut Self {
        self.taps += 1;
        let place = self.ask(&format!(
            "(e => {{ window.isBefore = true; e.scrollIntoView({{block: 'center', behavior: 'instant'}});
               const r = e.getClientRects()[0]; return (r.x + r.width / 2) + ' ' + (r.y + r.height / 2) }})(document.querySelector({selector:?}))"
        ));
        let place: Vec<f64> = place.split(' ').filter_map(|number| number.parse().ok()).collect();
        let [x, y] = place[..] else {
            panic!("{selector} is not there:\n{}", self.text())
        };
        self.tab.click_point(Point { x, y }).unwrap();
        self.arrive()
    }

    /// Waits until another page is there, whole.
    fn arrive(&mut self) -> &mut Self {
        let is_there = "String(window.isBefore !== true && document.readyState === 'complete')";
        for _ in 0..100 {
            let found = self.tab.evaluate(is_there, false);
            if found.is_ok_and(|found| found.value == Some("true".into())) {
                return self;
            }
        }
        panic!("no other page came: {}", self.text())
    }

    pub fn write(&self, selector: &str, text: &str) -> &Self {
        self.ask(&format!("document.querySelector({selector:?}).focus()"));
        self.tab.type_str(text).unwrap();
        self
    }

    /// Types where the keyboard is.
    pub fn write_here(&self, text: &str) -> &Self {
        self.tab.type_str(text).unwrap();
        self
    }

    /// Chooses an option of a list by its value.
    pub fn choose(&mut self, selector: &str, value: &str) -> &mut Self {
        self.taps += 1;
        self.ask(&format!("document.querySelector({selector:?}).value = {value:?}"));
        self
    }

    pub fn press(&self, key: &str) -> &Self {
        self.tab.press_key(key).unwrap();
        self
    }

    /// Enter on a link or button, which leads to another page.
    pub fn enter(&mut self) -> &mut Self {
        self.ask("window.isBefore = true");
        self.tab.press_key("Enter").unwrap();
        self.arrive()
    }

    /// What a script would find on the page, as text.
    pub fn ask(&self, expression: &str) -> String {
        let found = self.tab.evaluate(&format!("String({expression})"), false).unwrap();
        found
            .value
            .map_or_else(String::new, |value| value.as_str().unwrap_or_default().to_owned())
    }

    /// What a promise comes to.
    pub fn wait_for(&self, promise: &str) -> String {
        let found = self.tab.evaluate(promise, true).unwrap();
        found
            .value
            .map_or_else(String::new, |value| value.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a library's source on the page.
    pub fn run(&self, source: &str) {
        self.tab.evaluate(source, false).unwrap();
    }

    pub fn text(&self) -> String {
        self.ask("document.body.innerText")
    }

    pub fn path(&self) -> String {
        self.ask("location.pathname")
    }

    /// Where the keyboard is: text and whether that shows.
    pub fn focus(&self) -> (String, bool) {
        let found = self.ask(
            "(e => { const s = getComputedStyle(e); const shows = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
               return shows + ' ' + (e.innerText || e.name || '').trim() })(document.activeElement)",
        );
        let (shows, text) = found.split_once(' ').unwrap();
        (text.to_owned(), shows == "true")
    }

    /// How wide the page is.
    pub fn width(&self) -> u32 {
        self.ask("document.documentElement.scrollWidth").parse().unwrap()
    }

    /// What the page said to the console since the last time.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }

    /// What was asked of others than the site since the last time.
    pub fn asked_elsewhere(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        let own = format!("{}/", self.origin);
        asked
            .into_iter()
            .filter(|url| !url.starts_with(&own) && !url.starts_with("data:") && url != "about:blank")
            .collect()
    }

    /// The cookies of the site by name.
    pub fn cookies(&self) -> Vec<(String, String)> {
        let cookies = self.tab.get_cookies().unwrap();
        cookies.into_iter().map(|cookie| (cookie.name, cookie.value)).collect()
    }

    /// A picture of the whole page, where `DUEBOOK_PICTURES` names a folder for them.
    pub fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("DUEBOOK_PICTURES").map(PathBuf::from) else {
            return;
        };
        fs::create_dir_all(&folder).unwrap();
        let height = self
            .ask("document.documentElement.scrollHeight")
            .parse::<u32>()
            .unwrap();
        self.measure(height.clamp(400, 6_000));
        let format = Page::CaptureScreenshotFormatOption::Png;
        let picture = self.tab.capture_screenshot(format, None, None, true).unwrap();
        self.measure(HEIGHT);
        fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }
}
